/** A frame of every kind that the carriers document, or that was seen on their wires. */
const id = "5f0c2e1a-7b3d-4c86-9a51-0d2f4e6b8c90"
const payload = "/////w=="

export const inbound = {
  twilio: [
    `{"event":"connected","protocol":"Call","version":"1.0.0"}`,
    `{"event":"start","sequenceNumber":"1","start":{"accountSid":"AC1","streamSid":"MZ1","callSid":"CA1","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"customParameters":{"from":"+15550100"}},"streamSid":"MZ1"}`,
    `{"event":"media","sequenceNumber":"2","media":{"track":"inbound","chunk":"1","timestamp":"5","payload":"${payload}"},"streamSid":"MZ1"}`,
    `{"event":"dtmf","streamSid":"MZ1","sequenceNumber":"3","dtmf":{"track":"inbound_track","digit":"1"}}`,
    `{"event":"mark","sequenceNumber":"4","streamSid":"MZ1","mark":{"name":"0.1"}}`,
    `{"event":"stop","sequenceNumber":"5","streamSid":"MZ1","stop":{"accountSid":"AC1","callSid":"CA1"}}`
  ],
  signalwire: [
    `{"event":"connected","protocol":"Call","version":"0.2.0"}`,
    `{"event":"start","sequenceNumber":"1","start":{"streamSid":"${id}","accountSid":"${id}","callSid":"${id}","tracks":["inbound"],"customParameters":{},"mediaFormat":{"encoding":"audio/x-L16","sampleRate":24000,"channels":1}}}`,
    `{"event":"media","sequenceNumber":"2","media":{"track":"inbound","chunk":"1","timestamp":"20","payload":"${payload}"}}`,
    `{"event":"dtmf","streamSid":"${id}","dtmf":{"duration":120,"digit":"#"}}`,
    `{"event":"mark","streamSid":"${id}","mark":{"name":"0.1"}}`,
    `{"event":"stop"}`
  ],
  telnyx: [
    `{"event":"connected","version":"1.0.0","connected":{"x-telnyx-streaming-auth-token":"t"},"protocol":"Call"}`,
    `{"event":"start","sequence_number":"1","stream_id":"${id}","start":{"user_id":"${id}","call_control_id":"v3:1","call_session_id":"${id}","from":"+15550100","to":null,"tags":["a"],"client_state":"e30=","custom_parameters":{"a":"b"},"media_format":{"encoding":"PCMA","sample_rate":8000,"channels":1}}}`,
    `{"event":"media","sequence_number":"4","stream_id":"${id}","media":{"track":"inbound","chunk":"2","timestamp":"20","payload":"${payload}"}}`,
    `{"event":"dtmf","sequence_number":"5","stream_id":"${id}","occurred_at":"2026-01-01T00:00:00Z","dtmf":{"digit":"5"}}`,
    `{"event":"mark","sequence_number":"6","stream_id":"${id}","mark":{"name":"0.1"}}`,
    `{"event":"error","stream_id":"${id}","payload":{"code":100002,"title":"unknown_error","detail":"x"}}`,
    `{"event":"stop","sequence_number":"7","stream_id":"${id}","stop":{"user_id":"${id}","call_control_id":"v3:1"}}`
  ],
  vonage: [
    `{"event":"websocket:connected","content-type":"audio/l16;rate=24000","uuid":"${id}","from":"15550100","nested":{"kept":1}}`,
    `{"event":"websocket:dtmf","digit":"5","duration":260}`,
    `{"event":"websocket:dtmf","dtmf":{"digit":"6"}}`,
    `{"event":"websocket:notify","payload":{"mark":"0.1"}}`,
    `{"event":"websocket:cleared"}`
  ],
  plivo: [
    `{"sequenceNumber":0,"event":"start","start":{"callId":"${id}","streamId":"${id}","accountId":"MA1","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000}},"extra_headers":"from=15550100;b=2"}`,
    `{"sequenceNumber":2,"streamId":"${id}","event":"media","media":{"track":"inbound","timestamp":"1767225600000","chunk":2,"payload":"${payload}"},"extra_headers":""}`,
    `{"event":"dtmf","streamId":"${id}","sequenceNumber":3,"dtmf":{"track":"inbound","digit":"*","timestamp":"1767225600020"},"extra_headers":""}`,
    `{"event":"playedStream","name":"0.1"}`,
    `{"sequenceNumber":5,"event":"clearedAudio","streamId":"${id}"}`,
    `{"event":"playFailed","reason":"x"}`,
    `{"event":"error","reason":"x"}`,
    `{"event":"stop"}`
  ],
  asterisk: [
    `{"event":"MEDIA_START","connection_id":"agent","channel":"WebSocket/agent/0x1","channel_id":"1764.1","format":"ulaw","optimal_frame_size":160,"ptime":20,"channel_variables":{"from":"100"},"passthrough":false,"unbuffered":false}`,
    `{"event":"DTMF_END","channel_id":"1764.1","digit":"7"}`,
    `{"event":"MEDIA_MARK_PROCESSED","channel_id":"1764.1","correlation_id":""}`,
    `{"event":"MEDIA_BUFFERING_COMPLETED","channel_id":"1764.1","correlation_id":"a"}`,
    `{"event":"QUEUE_DRAINED","channel_id":"1764.1"}`,
    `{"event":"MEDIA_XOFF","channel_id":"1764.1"}`,
    `{"event":"MEDIA_XON","channel_id":"1764.1"}`,
    `{"event":"STATUS","channel_id":"1764.1","queue_length":43,"xon_level":800,"xoff_level":900,"queue_full":false,"bulk_media":true,"media_paused":false}`,
    `{"event":"ERROR","channel_id":"1764.1","error_text":"x"}`
  ]
} as const

export const outbound = {
  twilio: [
    `{"event":"media","streamSid":"MZ1","media":{"payload":"${payload}"}}`,
    `{"event":"mark","streamSid":"MZ1","mark":{"name":"0.1"}}`,
    `{"event":"clear","streamSid":"MZ1"}`
  ],
  telnyx: [
    `{"event":"media","media":{"payload":"${payload}"}}`,
    `{"event":"mark","mark":{"name":"0.1"}}`,
    `{"event":"clear"}`
  ],
  vonage: [`{"action":"notify","payload":{"mark":"0.1"}}`, `{"action":"clear"}`],
  plivo: [
    `{"event":"playAudio","media":{"contentType":"audio/x-mulaw","sampleRate":8000,"payload":"${payload}"}}`,
    `{"event":"checkpoint","streamId":"${id}","name":"0.1"}`,
    `{"event":"clearAudio","streamId":"${id}"}`,
    `{"event":"sendDTMF","dtmf":"12#"}`
  ],
  asterisk: [
    `{"command":"ANSWER"}`,
    `{"command":"HANGUP"}`,
    `{"command":"START_MEDIA_BUFFERING"}`,
    `{"command":"FLUSH_MEDIA"}`,
    `{"command":"PAUSE_MEDIA"}`,
    `{"command":"CONTINUE_MEDIA"}`,
    `{"command":"GET_STATUS"}`,
    `{"command":"REPORT_QUEUE_DRAINED"}`,
    `{"command":"STOP_MEDIA_BUFFERING","correlation_id":"a"}`,
    `{"command":"MARK_MEDIA","correlation_id":"0.1"}`,
    `{"command":"SET_MEDIA_DIRECTION","direction":"both"}`
  ]
} as const
