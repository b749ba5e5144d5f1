// Names of classes for maps that hold only numbers.
#pragma once

#include "base/byte_source.h"
#include "base/error.h"
#include "base/warnings.h"
#include "data/dataset.h"

namespace errata {

// A CSV file with columns "id" and "name", or COCO JSON with "categories"; ids are the maps' values. Ascending by id; of
// equal ids the last counts. Classes without a number as id are left out, counted.
// Errors: those of the formats; wrong_kind where there is no class.
Result<Classes> read_class_list(const ByteSource& source, Warnings& warnings);

}  // namespace errata
