/** Instead of the page, where nothing serves it properly. */
export const Unserved = ({ why }: { readonly why: string }) => (
  <main className="unserved">
    <h1>Nothing to connect to</h1>
    <p>{why}</p>
    <pre>npx -y pnpm@12 console</pre>
  </main>
)
