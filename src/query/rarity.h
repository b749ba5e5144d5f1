// How rare the classes of a sample are, alone or together with what a file says of it.
//
// What it is for: -ln of the share of samples that have a class, of each sample the largest of its classes (surprisal, Shannon
// 1948). `with`, a category of samples: the share of samples that have the class and the same value of it, so that a common
// class in an unusual place is rare; samples without a value are missing. Null: the class alone.
#pragma once

#include "query/column.h"
#include "query/column_facts.h"

namespace errata {

// Of ground-truth objects, over labeled samples; missing without any.
ColumnData rarity_of_truth(const ColumnFacts& facts, const ColumnData* with);

// Of predictions that are seen, over all samples; missing without any.
ColumnData rarity_of_predictions(const ColumnFacts& facts, const ColumnData* with);

}  // namespace errata
