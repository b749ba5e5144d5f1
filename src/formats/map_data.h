// What the readers of label maps make.
#pragma once

#include "data/dataset.h"

namespace errata {

struct MapData {
    Dataset dataset;
    Run run;
};

}  // namespace errata
