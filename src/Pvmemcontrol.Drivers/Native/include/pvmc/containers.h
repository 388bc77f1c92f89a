/* SPDX-License-Identifier: Apache-2.0 */
/* Trees, hash lists, lock-less lists: as the driver sees them; trees are not balanced. */
#ifndef PVMKIT_CONTAINERS_H
#define PVMKIT_CONTAINERS_H

struct rb_node { struct rb_node *parent, *rb_left, *rb_right; };
struct rb_root { struct rb_node *rb_node; };
struct rb_root_cached { struct rb_root rb_root; };
#define RB_ROOT ((struct rb_root) { NULL })
#define RB_ROOT_CACHED ((struct rb_root_cached) { { NULL } })
#define rb_entry(p, type, member) container_of(p, type, member)
#define rb_entry_safe(p, type, member) ({ __auto_type r_ = (p); r_ ? rb_entry(r_, type, member) : NULL; })
#define RB_EMPTY_ROOT(root) (READ_ONCE((root)->rb_node) == NULL)
#define RB_CLEAR_NODE(node) ((node)->parent = (node))
#define RB_EMPTY_NODE(node) ((node)->parent == (node))
#define rb_parent(node) ((node)->parent)
#define rb_insert_color(node, root) ((void)(node), (void)(root))
#define rb_insert_color_cached(node, root, leftmost) ((void)(node), (void)(root), (void)(leftmost))
#define rb_first_cached(root) rb_first(&(root)->rb_root)
#define rb_erase_cached(node, root) rb_erase(node, &(root)->rb_root)
PVMKIT_INLINE void rb_link_node(struct rb_node *node, struct rb_node *parent, struct rb_node **link)
{
	node->parent = parent;
	node->rb_left = node->rb_right = NULL;
	*link = node;
}
#define rb_link_node_rcu rb_link_node
extern struct rb_node *rb_first(const struct rb_root *root);
extern struct rb_node *rb_last(const struct rb_root *root);
extern struct rb_node *rb_next(const struct rb_node *node);
extern struct rb_node *rb_prev(const struct rb_node *node);
extern struct rb_node *rb_first_postorder(const struct rb_root *root);
extern struct rb_node *rb_next_postorder(const struct rb_node *node);
extern void rb_erase(struct rb_node *node, struct rb_root *root);
extern void rb_replace_node(struct rb_node *victim, struct rb_node *node, struct rb_root *root);
#define rbtree_postorder_for_each_entry_safe(p, n, root, member) \
	for (p = rb_entry_safe(rb_first_postorder(root), __typeof__(*p), member); \
	     p && ({ n = rb_entry_safe(rb_next_postorder(&p->member), __typeof__(*p), member); 1; }); p = n)
PVMKIT_INLINE struct rb_node *rb_add(struct rb_node *node, struct rb_root *root,
				     bool (*less)(struct rb_node *, const struct rb_node *))
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = less(node, parent) ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(node, parent, link);
	return node;
}

/* Intervals, last included. */
struct interval_tree_node { struct rb_node rb; unsigned long start, last, __subtree_last; };
extern void interval_tree_insert(struct interval_tree_node *node, struct rb_root_cached *root);
#define interval_tree_remove(node, root) rb_erase_cached(&(node)->rb, root)
extern struct interval_tree_node *pvmkit_interval(struct rb_node *from, unsigned long start, unsigned long last);
#define interval_tree_iter_first(root, start, last) pvmkit_interval(rb_first_cached(root), start, last)
#define interval_tree_iter_next(node, start, last) pvmkit_interval(rb_next(&(node)->rb), start, last)

/* Hash lists. */
#define HLIST_HEAD_INIT { NULL }
#define HLIST_HEAD(name) struct hlist_head name = { NULL }
#define INIT_HLIST_HEAD(h) ((h)->first = NULL)
PVMKIT_INLINE void INIT_HLIST_NODE(struct hlist_node *n) { n->next = NULL; n->pprev = NULL; }
PVMKIT_INLINE bool hlist_unhashed(const struct hlist_node *n) { return !n->pprev; }
PVMKIT_INLINE bool hlist_empty(const struct hlist_head *h) { return !READ_ONCE(h->first); }
PVMKIT_INLINE void hlist_add_head(struct hlist_node *n, struct hlist_head *h)
{
	n->next = h->first;
	if (n->next)
		n->next->pprev = &n->next;
	WRITE_ONCE(h->first, n);
	n->pprev = &h->first;
}
PVMKIT_INLINE void hlist_del_init(struct hlist_node *n)
{
	if (hlist_unhashed(n))
		return;
	WRITE_ONCE(*n->pprev, n->next);
	if (n->next)
		n->next->pprev = n->pprev;
	INIT_HLIST_NODE(n);
}
#define hlist_del hlist_del_init
#define hlist_add_head_rcu hlist_add_head
#define hlist_del_rcu(n) do { WRITE_ONCE(*(n)->pprev, (n)->next); if ((n)->next) (n)->next->pprev = (n)->pprev; } while (0)
#define hlist_del_init_rcu hlist_del_init
#define hlist_entry(p, type, member) container_of(p, type, member)
#define hlist_entry_safe(p, type, member) ({ __auto_type h_ = (p); h_ ? hlist_entry(h_, type, member) : NULL; })
#define hlist_for_each_entry(p, h, member) \
	for (p = hlist_entry_safe(READ_ONCE((h)->first), __typeof__(*p), member); p; \
	     p = hlist_entry_safe(READ_ONCE(p->member.next), __typeof__(*p), member))
#define hlist_for_each_entry_rcu(p, h, member, ...) hlist_for_each_entry(p, h, member)
#define hlist_for_each_entry_safe(p, n, h, member) \
	for (p = hlist_entry_safe((h)->first, __typeof__(*p), member); p && ({ n = p->member.next; 1; }); \
	     p = hlist_entry_safe(n, __typeof__(*p), member))
#define hash_64(value, bits) ((unsigned int)(((u64)(value) * 0x61C8864680B583EBull) >> (64 - (bits))))
#define hash_32(value, bits) ((unsigned int)((u32)((value) * 0x61C88647u) >> (32 - (bits))))
#define hash_long(value, bits) hash_64((unsigned long)(value), bits)
#define hash_ptr(p, bits) hash_long(p, bits)
#define hash_min(value, bits) (sizeof(value) <= 4 ? hash_32((u32)(value), bits) : hash_long(value, bits))
#define DECLARE_HASHTABLE(name, bits) struct hlist_head name[1 << (bits)]
#define DEFINE_HASHTABLE(name, bits) struct hlist_head name[1 << (bits)] = { { NULL } }
#define HASH_SIZE(name) ARRAY_SIZE(name)
#define HASH_BITS(name) ilog2(HASH_SIZE(name))
#define hash_init(table) memset(table, 0, sizeof(table))
#define hash_add(table, node, key) hlist_add_head(node, &(table)[hash_min(key, HASH_BITS(table))])
#define hash_add_rcu hash_add
#define hash_del(node) hlist_del_init(node)
#define hash_del_rcu(node) hlist_del_rcu(node)
#define hash_for_each_possible(table, p, member, key) \
	hlist_for_each_entry(p, &(table)[hash_min(key, HASH_BITS(table))], member)
#define hash_for_each_possible_rcu hash_for_each_possible
#define hash_for_each(table, n, p, member) \
	for ((n) = 0, p = NULL; !p && (n) < HASH_SIZE(table); (n)++) \
		hlist_for_each_entry(p, &(table)[n], member)
#define hash_for_each_safe(table, n, tmp, p, member) \
	for ((n) = 0, p = NULL; !p && (n) < HASH_SIZE(table); (n)++) \
		hlist_for_each_entry_safe(p, tmp, &(table)[n], member)

/* Lock-less lists. */
struct llist_node { struct llist_node *next; };
struct llist_head { struct llist_node *first; };
#define LLIST_HEAD(name) struct llist_head name = { NULL }
#define init_llist_head(h) ((h)->first = NULL)
#define llist_empty(h) (READ_ONCE((h)->first) == NULL)
#define llist_entry(p, type, member) container_of(p, type, member)
PVMKIT_INLINE bool llist_add(struct llist_node *node, struct llist_head *h)
{
	struct llist_node *first;

	do
		node->next = first = READ_ONCE(h->first);
	while (cmpxchg(&h->first, first, node) != first);
	return !first;
}
PVMKIT_INLINE struct llist_node *llist_del_all(struct llist_head *h) { return xchg(&h->first, NULL); }
#define llist_for_each_safe(p, n, node) for (p = (node); p && ({ n = p->next; 1; }); p = n)
#define llist_for_each_entry_safe(p, n, node, member) \
	for (p = llist_entry(node, __typeof__(*p), member); \
	     &p->member && ({ n = llist_entry(p->member.next, __typeof__(*n), member); 1; }); p = n)

/* More of lists. */
#define list_first_or_null_rcu(h, type, member) \
	({ struct list_head *f_ = READ_ONCE((h)->next); f_ != (h) ? list_entry(f_, type, member) : NULL; })
#define list_prev_entry(p, member) list_entry((p)->member.prev, __typeof__(*(p)), member)
#define list_is_last(e, h) ((e)->next == (h))
#define list_is_first(e, h) ((e)->prev == (h))
#define list_is_head(e, h) ((e) == (h))
#define list_entry_is_head(p, h, member) (&(p)->member == (h))
#define list_empty_careful(h) list_empty(h)
#define list_splice(l, h) list_splice_init(l, h)
#define list_splice_tail(l, h) list_splice_init(l, (h)->prev)
#define list_for_each_prev(p, h) for (p = (h)->prev; p != (h); p = p->prev)
#define list_for_each_entry_continue(p, h, member) \
	for (p = list_next_entry(p, member); &p->member != (h); p = list_next_entry(p, member))
#define list_for_each_entry_from(p, h, member) for (; &p->member != (h); p = list_next_entry(p, member))
#define list_for_each_entry_safe_reverse(p, n, h, member) \
	for (p = list_last_entry(h, __typeof__(*p), member), n = list_prev_entry(p, member); \
	     &p->member != (h); p = n, n = list_prev_entry(n, member))
PVMKIT_INLINE size_t list_count_nodes(struct list_head *h)
{
	struct list_head *p;
	size_t n = 0;

	list_for_each(p, h)
		n++;
	return n;
}
#define list_replace_rcu list_replace

#endif
