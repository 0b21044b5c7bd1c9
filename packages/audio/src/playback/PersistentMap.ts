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

export class PersistentMap<V, K extends string | number = string> implements ReadonlyMap<K, V> {
  readonly size: number
  /** Whole leaves of 32. */
  readonly #root: Node<V, K>
  /** The values behind those of the tree. Empty only if the map is. */
  readonly #tail: Leaf<V, K>
  readonly #places: Map<K, number>

  private constructor(size: number, root: Node<V, K>, tail: Leaf<V, K>, places: Map<K, number>) {
    this.size = size
    this.#root = root
    this.#tail = tail
    this.#places = places
  }

  static empty<V, K extends string | number = string>(): PersistentMap<V, K> {
    return new PersistentMap<V, K>(0, { nodes: [] }, [], new Map())
  }

  /** This table with one value set. */
  with(id: K, value: V): PersistentMap<V, K> {
    const place = this.#place(id) ?? this.size
    const size = Math.max(this.size, place + 1)
    const within = place & (width - 1)
    let places = this.#places
    let root = this.#root
    let tail = this.#tail
    if (size > this.size) {
      if (places.size > place) places = new Map([...places].slice(0, place))
      places.set(id, place)
      if (tail.length === width) {
        // The whole tail goes into the tree, which may be full.
        if (shiftOf(size) > shiftOf(place)) root = { nodes: [root] }
        root = put(root, shiftOf(size), place - 1, () => this.#tail)
        tail = []
      }
    }
    const change = (leaf: Leaf<V, K>): Leaf<V, K> => replaced(leaf, within, [id, value])
    if (place >> bits === (size - 1) >> bits) tail = change(tail)
    else root = put(root, shiftOf(size), place, change)
    return new PersistentMap(size, root, tail, places)
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
    return this.#tail.at(-1)?.[1]
  }

  *entries(): MapIterator<[K, V]> {
    for (const [id, value] of this.#all()) yield [id, value]
    return undefined
  }

  *keys(): MapIterator<K> {
    for (const [id] of this.#all()) yield id
    return undefined
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.#all()) yield value
    return undefined
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }

  forEach(each: (value: V, id: K, table: ReadonlyMap<K, V>) => void): void {
    for (const [id, value] of this.#all()) each(value, id, this)
  }

  /** All entries. Those of a small map are a list, which is walked without the tree. */
  #all(): Iterable<readonly [K, V]> {
    return this.size <= width ? this.#tail : walk({ nodes: [this.#root, { leaf: this.#tail }] })
  }

  #place(id: K): number | undefined {
    const place = this.#places.get(id)
    return place !== undefined && place < this.size ? place : undefined
  }

  #at(place: number): readonly [K, V] | undefined {
    const within = place & (width - 1)
    if (place >> bits === (this.size - 1) >> bits) return this.#tail[within]
    let node: Node<V, K> | undefined = this.#root
    for (let shift = shiftOf(this.size); node !== undefined && "nodes" in node; shift -= bits) {
      node = node.nodes[(place >> shift) & (width - 1)]
    }
    return node?.leaf[within]
  }
}

/** Bits of a place below the root of the tree of a map of this size. The last values, up to 32, are not in it. */
const shiftOf = (size: number): number => {
  const inTree = (size - 1) & -width
  let shift = bits
  while (width << shift < inTree) shift += bits
  return shift
}

/** The node with another leaf at this place. */
const put = <V, K extends Key>(
  node: Node<V, K> | undefined,
  shift: number,
  place: number,
  change: (leaf: Leaf<V, K>) => Leaf<V, K>
): Node<V, K> => {
  if (shift === 0) return { leaf: change(node !== undefined && "leaf" in node ? node.leaf : []) }
  const at = (place >> shift) & (width - 1)
  const nodes = node !== undefined && "nodes" in node ? node.nodes : []
  return { nodes: replaced(nodes, at, put(nodes[at], shift - bits, place, change)) }
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
