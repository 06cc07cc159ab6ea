/* chaff/cluster.h - verified pairs become clusters, each with one kept document
 *
 * Star clusters: every member was itself compared with the kept document and is at
 * least as similar as the threshold. No document stands for another through a third
 * one. With chain linking (for comparison with other tools) a cluster is a connected
 * component instead.
 *
 * The kept set is the greedy maximal independent set in order of rank: documents are
 * taken from best to worst; one that reaches the threshold with documents kept before
 * it is a copy of the most similar of them (of several, the best), any other is kept.
 */
#ifndef CHAFF_CLUSTER_H
#define CHAFF_CLUSTER_H

#include "chaff/verify.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chaff_clusters chaff_clusters;

typedef enum chaff_link {
    CHAFF_LINK_STAR,           /* members are measured against the kept one */
    CHAFF_LINK_CHAIN           /* connected components */
} chaff_link;

/* Documents are numbered 0 .. documents - 1. CHAFF_ERR_LIMIT: more than 2^32 - 2 of
 * them. CHAFF_ERR_OPTION: no such link. CHAFF_ERR_MEMORY. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_clusters_new(chaff_clusters **out, uint64_t documents, chaff_link link);
CHAFF_API void chaff_clusters_free(chaff_clusters *clusters);

/* A verified pair; its likeness is that of (a, b), NULL: equal. The order of calls does
 * not change the result; a document and itself are no pair and change nothing. One
 * thread. CHAFF_ERR_LIMIT: no such document. CHAFF_ERR_STATE: sealed.
 * CHAFF_ERR_MEMORY. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_clusters_add(chaff_clusters *clusters, uint64_t a, uint64_t b,
                   const chaff_likeness *likeness);

/* Choose the kept documents: highest score first, then lowest number (scores NULL:
 * lowest number; a score that is not a number is the lowest). Clusters are numbered
 * 0, 1, ... by their first document; every document is in one, alone if it has no pair.
 * CHAFF_ERR_STATE: sealed before. CHAFF_ERR_MEMORY. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_clusters_seal(chaff_clusters *clusters, const double *scores);

/* Of a sealed object. Cluster of a document; the document that is kept for it (itself
 * if it is kept); number of clusters. UINT64_MAX: no such document, or not sealed (then
 * the number is 0). */
CHAFF_API uint64_t chaff_clusters_of(const chaff_clusters *clusters, uint64_t document);
CHAFF_API uint64_t
chaff_clusters_kept(const chaff_clusters *clusters, uint64_t document);
CHAFF_API uint64_t chaff_clusters_count(const chaff_clusters *clusters);

#ifdef __cplusplus
}
#endif
#endif
