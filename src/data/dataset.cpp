#include "data/dataset.h"

namespace errata {

SampleRows::SampleRows(const Column<SampleSlot>& sample, std::size_t samples)
    : begin_(samples, 0), end_(samples, 0) {
    const auto rows = static_cast<Row>(sample.size());
    bool neighbours = true;
    for (Row row = 0; row < rows && neighbours;) {
        const SampleSlot slot = sample[row];
        neighbours = end_[slot] == 0;
        begin_[slot] = row;
        while (row < rows && sample[row] == slot) ++row;
        end_[slot] = row;
    }
    if (neighbours) return;

    std::vector<Row> next(samples + 1, 0);
    for (const SampleSlot slot : sample) ++next[slot + 1];
    for (std::size_t s = 0; s < samples; ++s) {
        next[s + 1] += next[s];
        begin_[s] = next[s];
        end_[s] = next[s + 1];
    }
    rows_.resize(rows);
    for (Row row = 0; row < rows; ++row) rows_[next[sample[row]]++] = row;
}

}  // namespace errata
