/**
 * A map that only grows, as a value. `with` returns a new map and leaves this one as it is, at a cost that does not grow with
 * the map. Iterates in the order in which ids first came.
 *
 * The last values, at most 32, lie in a list of their own, which an update of one of them copies. The others lie in a tree of
 * 32-wide nodes, of which an update copies one path. The index from id to place never changes what it said, so versions share
 * it. Each looks no further than its own size. A version that grows beside another copies the index.
 */
const bits = 5
const width = 1 << bits

type Key = string | number
type Leaf<V, K extends Key> = ReadonlyArray<readonly [K, V]>
type Node<V, K extends Key> = { readonly leaf: Leaf<V, K> } | { readonly nodes: ReadonlyArray<Node<V, K>> }

/** Where the values lie. */
interface Held<V, K extends Key> {
  /** Whole leaves of 32. */
  readonly root: Node<V, K>
  /** Bits of a place below the root. */
  readonly shift: number
  /** The values behind those of the tree. Empty only if the map is. */
  readonly tail: Leaf<V, K>
}

export class PersistentMap<V, K extends string | number = string> implements ReadonlyMap<K, V> {
  readonly size: number
  readonly #held: Held<V, K>
  readonly #places: Map<K, number>

  private constructor(size: number, held: Held<V, K>, places: Map<K, number>) {
    this.size = size
    this.#held = held
    this.#places = places
  }

  static empty<V, K extends string | number = string>(): PersistentMap<V, K> {
    return new PersistentMap<V, K>(0, { root: { nodes: [] }, shift: bits, tail: [] }, new Map())
  }

  /** This table with one value set. */
  with(id: K, value: V): PersistentMap<V, K> {
    const known = this.#place(id)
    const entry = [id, value] as const
    if (known !== undefined) return new PersistentMap(this.size, this.#replace(known, entry), this.#places)
    const places = this.#places.size === this.size ? this.#places : new Map([...this.#places].slice(0, this.size))
    places.set(id, this.size)
    return new PersistentMap(this.size + 1, push(this.#held, this.size, entry), places)
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
    return this.#held.tail.at(-1)?.[1]
  }

  *entries(): MapIterator<[K, V]> {
    const { root, tail } = this.#held
    for (const [id, value] of walk(root)) yield [id, value]
    for (const [id, value] of tail) yield [id, value]
    return undefined
  }

  *keys(): MapIterator<K> {
    const { root, tail } = this.#held
    for (const [id] of walk(root)) yield id
    for (const [id] of tail) yield id
    return undefined
  }

  *values(): MapIterator<V> {
    const { root, tail } = this.#held
    for (const [, value] of walk(root)) yield value
    for (const [, value] of tail) yield value
    return undefined
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }

  forEach(each: (value: V, id: K, table: ReadonlyMap<K, V>) => void): void {
    for (const [id, value] of this.entries()) each(value, id, this)
  }

  #place(id: K): number | undefined {
    const place = this.#places.get(id)
    return place !== undefined && place < this.size ? place : undefined
  }

  #at(place: number): readonly [K, V] | undefined {
    const { root, shift, tail } = this.#held
    const inTail = place - (this.size - tail.length)
    if (inTail >= 0) return tail[inTail]
    let node: Node<V, K> | undefined = root
    for (let below = shift; node !== undefined && "nodes" in node; below -= bits) {
      node = node.nodes[(place >> below) & (width - 1)]
    }
    return node?.leaf[place & (width - 1)]
  }

  #replace(place: number, entry: readonly [K, V]): Held<V, K> {
    const { root, shift, tail } = this.#held
    const inTail = place - (this.size - tail.length)
    return inTail >= 0
      ? { root, shift, tail: replaced(tail, inTail, entry) }
      : { root: put(root, shift, place, entry), shift, tail }
  }
}

/** Adds an entry behind `size` others. A whole tail goes into the tree. */
const push = <V, K extends Key>(
  { root, shift, tail }: Held<V, K>,
  size: number,
  entry: readonly [K, V]
): Held<V, K> => {
  if (tail.length < width) return { root, shift, tail: replaced(tail, tail.length, entry) }
  const inTree = size - width
  const isFull = inTree === width << shift
  const above = isFull ? shift + bits : shift
  return { root: grown(isFull ? { nodes: [root] } : root, above, inTree, tail), shift: above, tail: [entry] }
}

/** The node with a leaf whose first entry has this place. */
const grown = <V, K extends Key>(
  node: Node<V, K> | undefined,
  shift: number,
  place: number,
  leaf: Leaf<V, K>
): Node<V, K> => {
  if (shift === 0) return { leaf }
  const at = (place >> shift) & (width - 1)
  const nodes = node !== undefined && "nodes" in node ? node.nodes : []
  return { nodes: replaced(nodes, at, grown(nodes[at], shift - bits, place, leaf)) }
}

/** The node with another entry at this place. */
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
