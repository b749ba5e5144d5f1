// Semantic label maps: a folder of PNGs with true classes and one with predicted ones, into columns.
//
// What it is for: pairs the files by their paths (data/name_matching.h) and turns values into class slots. A sample is a
// PNG of the ground truth, its id its path.
// What it does not do: read colour-coded maps, measure (metrics/semantic.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/named_files.h"
#include "base/warnings.h"
#include "data/dataset.h"
#include "formats/label_map_files.h"

namespace errata {

struct SemanticOptions {
    // Values that are void. Nothing: 255, and in images of 16 bits 65535, where `classes` do not list it.
    std::optional<std::vector<std::uint32_t>> ignored = {};
    // Their ids are the values (class_list.h). Nothing: every value that is met is a class of that name.
    std::optional<Classes> classes = {};
    unsigned threads = 1;  // what is read does not depend on them
};

class SemanticReader {
public:
    // The warnings must outlive this object.
    SemanticReader(NamedFiles truth, NamedFiles predictions, SemanticOptions options,
                   Warnings& warnings);
    ~SemanticReader();
    SemanticReader(const SemanticReader&) = delete;
    SemanticReader& operator=(const SemanticReader&) = delete;

    // Reads the next images and their predictions, one of them or some per thread; false when there is none left.
    // Errors: empty (no PNG), mismatch (no file has a partner, other sizes), wrong_kind (colours), those of the PNGs.
    // Counted: files that are no PNG or have no partner; an image without a prediction has no predicted class.
    Result<bool> step();

    std::size_t images_read() const;
    std::size_t images() const;

    // Values that are no class are void, counted. Error too_large where there are more classes than a table can have.
    Result<MapData> finish() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace errata
