/* chaff.h - near-duplicate and boilerplate detection for text corpora
 *
 * Include this one header. It pulls in those below, in reading order:
 *
 *   chaff/base.h      status codes, error text, byte views, threading rules
 *   chaff/source.h    how files become documents
 *   chaff/recipe.h    what counts as "the same": n, threshold, bands and rows
 *   chaff/sketch.h    one document -> one fixed-size sketch (needs a worker)
 *   chaff/verify.h    two texts -> exact likeness
 *   chaff/cluster.h   verified pairs -> clusters and one kept document in each
 *   chaff/boiler.h    many documents -> the passages that repeat
 *   chaff/report.h    the figures of a run
 *   chaff/run.h       a whole corpus in one call
 *   chaff/explain.h   why two documents are, or are not, a pair
 *   chaff/audit.h     recall measured on the user's own data
 *   chaff/plan.h      what a run would find and cost
 *
 * Only want a decision on files? Read run.h. Building a system around sketches (a
 * database, Spark)? Read sketch.h.
 */
#ifndef CHAFF_H
#define CHAFF_H

#include "chaff/base.h"
#include "chaff/source.h"
#include "chaff/recipe.h"
#include "chaff/sketch.h"
#include "chaff/verify.h"
#include "chaff/cluster.h"
#include "chaff/boiler.h"
#include "chaff/report.h"
#include "chaff/run.h"
#include "chaff/explain.h"
#include "chaff/audit.h"
#include "chaff/plan.h"

#endif
