/** The shell tool of a Responses model, and where its commands run. */
import * as Schema from "effect/Schema"
import { nullish, open, shape, unlistedName } from "../../wire/Wire.ts"

/** The container has no network. */
export class NetworkDisabled extends shape<NetworkDisabled>()({ type: Schema.tag("disabled") }) {}

/** The container reaches some domains. */
export class NetworkAllowlist extends shape<NetworkAllowlist>()({
  type: Schema.tag("allowlist"),
  /** The domains that the container reaches. */
  allowed_domains: Schema.Array(Schema.String)
}) {}

/** A network policy that this version does not name. */
export class UnlistedNetwork extends shape<UnlistedNetwork>()({ type: unlistedName(["disabled", "allowlist"]) }) {}

/** A stored skill. */
export class SkillReference extends shape<SkillReference>()({
  type: Schema.tag("skill_reference"),
  /** The id of the skill. */
  skill_id: Schema.String,
  /** The version of the skill. Null selects the default one. */
  version: nullish(Schema.String)
}) {}

/** The archive of an inline skill. */
export class SkillSource extends shape<SkillSource>()({
  type: open("base64"),
  /** Always `application/zip`. */
  media_type: open("application/zip"),
  /** Base64 of the archive. */
  data: Schema.String
}) {}

/** A skill that travels with the settings. */
export class InlineSkill extends shape<InlineSkill>()({
  type: Schema.tag("inline"),
  /** The name of the skill. */
  name: Schema.String,
  /** What the skill is for, in words for the model. */
  description: Schema.String,
  /** The archive of the skill. */
  source: SkillSource
}) {}

/** A skill of a kind that this version does not name. */
export class UnlistedSkill extends shape<UnlistedSkill>()({ type: unlistedName(["skill_reference", "inline"]) }) {}

/** A container that the service makes for the session. */
export class ContainerAuto extends shape<ContainerAuto>()({
  type: Schema.tag("container_auto"),
  /** The ids of uploaded files that the container has. */
  file_ids: nullish(Schema.Array(Schema.String)),
  /** The memory of the container. */
  memory_limit: nullish(open("1g", "4g", "16g", "64g")),
  /** What the container reaches. */
  network_policy: nullish(Schema.Union([NetworkDisabled, NetworkAllowlist, UnlistedNetwork])),
  /** The skills that the container has. */
  skills: nullish(Schema.Array(Schema.Union([SkillReference, InlineSkill, UnlistedSkill])))
}) {}

/** A container that exists already. */
export class ContainerReference extends shape<ContainerReference>()({
  type: Schema.tag("container_reference"),
  /** The id of the container. */
  container_id: Schema.String
}) {}

/** A skill on the application's machine. */
export class LocalSkill extends shape<LocalSkill>()({
  /** The name of the skill. */
  name: Schema.String,
  /** What the skill is for, in words for the model. */
  description: Schema.String,
  /** The folder of the skill. */
  path: Schema.String
}) {}

/** The application runs the commands. */
export class LocalEnvironment extends shape<LocalEnvironment>()({
  type: Schema.tag("local"),
  /** The skills on the application's machine. */
  skills: nullish(Schema.Array(LocalSkill))
}) {}

/** An environment that this version does not name. */
export class UnlistedEnvironment extends shape<UnlistedEnvironment>()({
  type: unlistedName(["container_auto", "container_reference", "local"])
}) {}

/** A shell that the model may use. */
export class ShellTool extends shape<ShellTool>()({
  type: Schema.tag("shell"),
  /** Where the commands run. */
  environment: nullish(Schema.Union([ContainerAuto, ContainerReference, LocalEnvironment, UnlistedEnvironment]))
}) {}
