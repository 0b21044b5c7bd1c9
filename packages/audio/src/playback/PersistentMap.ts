/**
 * A map that only grows, as a value. `with` returns a new map and leaves this one as it is, at a cost that does not grow with
 * the map. Iterates in the order in which ids first came.
 *
 * Values lie in a tree of 32-wide nodes, of which an update copies one path. The index from id to place never changes what
 * it said, so versions share it. Each looks no further than its own size. A version that grows beside another copies the index.
 */
const bits = 5
const width = 1 << bits

type Key = string | number
type Leaf<V, K extends Key> = ReadonlyArray<readonly [K, V]>
type Node<V, K extends Key> = { readonly leaf: Leaf<V, K> } | { readonly nodes: ReadonlyArray<Node<V, K>> }

export class PersistentMap<V, K extends string | number = string> implements ReadonlyMap<K, V> {
  readonly size: number
  readonly #root: Node<V, K>
  readonly #shift: number
  readonly #places: Map<K, number>

  private constructor(size: number, root: Node<V, K>, shift: number, places: Map<K, number>) {
    this.size = size
    this.#root = root
    this.#shift = shift
    this.#places = places
  }

  static empty<V, K extends string | number = string>(): PersistentMap<V, K> {
    return new PersistentMap<V, K>(0, { leaf: [] }, 0, new Map())
  }

  /** This table with one value set. */
  with(id: K, value: V): PersistentMap<V, K> {
    const known = this.#place(id)
    if (known !== undefined) {
      return new PersistentMap(this.size, put(this.#root, this.#shift, known, [id, value]), this.#shift, this.#places)
    }
    const places = this.#places.size === this.size ? this.#places : new Map([...this.#places].slice(0, this.size))
    places.set(id, this.size)
    const full = this.size === width << this.#shift
    const shift = full ? this.#shift + bits : this.#shift
    const root = full ? { nodes: [this.#root] } : this.#root
    return new PersistentMap(this.size + 1, put(root, shift, this.size, [id, value]), shift, places)
  }

  get(id: K): V | undefined {
    const place = this.#place(id)
    return place === undefined ? undefined : this.#at(place)?.[1]
  }

  has(id: K): boolean {
    return this.#place(id) !== undefined
  }

  /** The value whose id came last. */
  get last(): V | undefined {
    return this.size === 0 ? undefined : this.#at(this.size - 1)?.[1]
  }

  *entries(): MapIterator<[K, V]> {
    for (const [id, value] of walk(this.#root)) yield [id, value]
    return undefined
  }

  *keys(): MapIterator<K> {
    for (const [id] of walk(this.#root)) yield id
    return undefined
  }

  *values(): MapIterator<V> {
    for (const [, value] of walk(this.#root)) yield value
    return undefined
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }

  forEach(each: (value: V, id: K, table: ReadonlyMap<K, V>) => void): void {
    for (const [id, value] of walk(this.#root)) each(value, id, this)
  }

  #place(id: K): number | undefined {
    const place = this.#places.get(id)
    return place !== undefined && place < this.size ? place : undefined
  }

  #at(place: number): readonly [K, V] | undefined {
    let node: Node<V, K> | undefined = this.#root
    for (let shift = this.#shift; node !== undefined && "nodes" in node; shift -= bits) {
      node = node.nodes[(place >> shift) & (width - 1)]
    }
    return node?.leaf[place & (width - 1)]
  }
}

const put = <V, K extends Key>(
  node: Node<V, K> | undefined,
  shift: number,
  place: number,
  entry: readonly [K, V]
): Node<V, K> => {
  const at = (place >> shift) & (width - 1)
  if (shift === 0) return { leaf: replaced(node !== undefined && "leaf" in node ? node.leaf : [], at, entry) }
  const nodes = node !== undefined && "nodes" in node ? node.nodes : []
  return { nodes: replaced(nodes, at, put(nodes[at], shift - bits, place, entry)) }
}

const replaced = <A>(list: ReadonlyArray<A>, at: number, value: A): ReadonlyArray<A> => {
  const copy = list.slice()
  copy[at] = value
  return copy
}

function* walk<V, K extends Key>(node: Node<V, K>): Generator<readonly [K, V]> {
  if ("leaf" in node) yield* node.leaf
  else for (const each of node.nodes) yield* walk(each)
}
