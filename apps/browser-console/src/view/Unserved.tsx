/** Shown instead of the page if the console's server does not serve it. */
export const Unserved = ({ why }: { readonly why: string }) => (
  <main className="unserved">
    <h1>Nothing to connect to</h1>
    <p>{why}</p>
    <pre>npx -y pnpm@12 console</pre>
  </main>
)
