#include "formats/labels_join.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <limits>
#include <numeric>

#include "base/text.h"

namespace errata {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double sum_tolerance = 0.01;
constexpr std::size_t most_probabilities = std::size_t{1} << 31U;

// Which of the table's names occur, as sorted, distinct ids.
std::vector<SourceId> class_ids(const LabelTable& table, bool with_scores) {
    std::vector<std::uint8_t> used(table.names.size(), 0);
    for (const std::uint32_t name : table.labels) used[name] = 1;
    if (with_scores) {
        for (const ClassScore& one : table.scores) used[one.name] = 1;
    }
    // Ground truth with a column per class knows classes that no sample has.
    if (table.scores_of_all) std::ranges::fill(used, std::uint8_t{1});
    std::vector<SourceId> ids;
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (used[i] != 0) ids.push_back(id_from_text(table.names[i]));
    }
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    return ids;
}

// Row numbers by id, in the file's order within.
std::vector<Row> rows_by_id(const LabelTable& table) {
    std::vector<Row> order(table.rows.size());
    std::iota(order.begin(), order.end(), Row{0});
    if (!std::ranges::is_sorted(table.ids)) {
        std::ranges::stable_sort(order, [&](Row a, Row b) { return table.ids[a] < table.ids[b]; });
    }
    return order;
}

Classes classes_from(const std::vector<SourceId>& ids) {
    TextColumnBuilder names;
    TextColumnBuilder groups;
    for (const SourceId& id : ids) {
        names.push(to_string(id));
        groups.push("");
    }
    return {.ids = IdColumn(ids),
            .names = std::move(names).build(),
            .groups = std::move(groups).build()};
}

// The slot of each name of the table; IdIndex::none for those that are no class.
std::vector<std::uint32_t> slots_of_names(const LabelTable& table, const Classes& classes) {
    const IdIndex index(classes.ids);
    std::vector<std::uint32_t> slots;
    for (const std::string& name : table.names) slots.push_back(index.find(id_from_text(name)));
    return slots;
}

// Collects samples and their objects, one sample after another.
class DatasetBuilder {
public:
    DatasetBuilder(const LabelTable& table, Classes classes, Task task)
        : table_(table), task_(task), slots_(slots_of_names(table, classes)) {
        dataset_.classes = std::move(classes);
        begin_.push(0);
    }

    // `rows` are all rows of one id.
    void add(std::span<const Row> rows) {
        const Row last = rows.back();
        const auto sample = static_cast<SampleSlot>(ids_.size());
        ids_.push_back(table_.ids[last]);
        names_.push(to_string(table_.ids[last]));
        texts_.push(table_.text_of(last));
        place_.push(static_cast<Row>(table_.rows[last].number));
        table_row_.push_back(last);
        size_.push(0);
        if (task_ == Task::values) {
            value_.push(table_.rows[last].value);
        } else {
            labels_.clear();
            for (const Row row : task_ == Task::multilabel ? rows : rows.last(1)) {
                for (const std::uint32_t name : table_.labels_of(row)) {
                    labels_.push_back({static_cast<ClassSlot>(slots_[name]), row});
                }
            }
            std::ranges::stable_sort(labels_, {}, &Label::cls);
            const auto repeated = std::ranges::unique(labels_, {}, &Label::cls);
            labels_.erase(repeated.begin(), repeated.end());
            for (const Label& label : labels_) {
                sample_.push(sample);
                cls_.push(label.cls);
                object_row_.push(static_cast<Row>(table_.rows[label.row].number));
                object_ids_.push_back(
                    {.number = static_cast<std::int64_t>(object_ids_.size()) + 1, .text = {}});
            }
        }
        begin_.push(static_cast<Row>(sample_.size()));
    }

    Dataset build() && {
        Samples& samples = dataset_.samples;
        samples.ids = IdColumn(ids_);
        samples.names = std::move(names_).build();
        Growing<std::uint32_t> height;
        height.append(size_.span());
        samples.width = Column<std::uint32_t>(std::move(size_));
        samples.height = Column<std::uint32_t>(std::move(height));
        bool in_order = true;
        for (std::size_t i = 0; i < place_.size(); ++i) in_order = in_order && place_[i] == i;
        if (!in_order) samples.file_row = Column<Row>(std::move(place_));
        if (table_.has_text) samples.text = std::move(texts_).build();
        samples.value = Column<double>(std::move(value_));
        samples.metadata = table_.metadata.build(table_row_);
        GroundTruth& truth = dataset_.truth;
        truth.sample = Column<SampleSlot>(std::move(sample_));
        truth.cls = Column<ClassSlot>(std::move(cls_));
        truth.ids = IdColumn(object_ids_);
        truth.sample_begin = Column<Row>(std::move(begin_));
        truth.file_row = Column<Row>(std::move(object_row_));
        return std::move(dataset_);
    }

private:
    struct Label {
        ClassSlot cls = 0;
        Row row = 0;
    };

    const LabelTable& table_;
    Task task_;
    std::vector<std::uint32_t> slots_;
    Dataset dataset_;
    std::vector<SourceId> ids_;
    TextColumnBuilder names_;
    TextColumnBuilder texts_;
    Growing<Row> place_;
    std::vector<Row> table_row_;  // that each sample is from
    Growing<std::uint32_t> size_;
    Growing<double> value_;
    std::vector<Label> labels_;
    Growing<SampleSlot> sample_;
    Growing<ClassSlot> cls_;
    Growing<Row> object_row_;
    std::vector<SourceId> object_ids_;
    Growing<Row> begin_;
};

std::unexpected<Error> too_large(const LabelTable& table, std::string message) {
    return std::unexpected(Error{.code = ErrorCode::too_large,
                                 .message = std::move(message),
                                 .remedy = "Split the file by samples",
                                 .file = table.file});
}

}  // namespace

std::vector<std::string> class_names_in_order(const LabelTable& truth) {
    std::vector<std::string> names;
    for (const SourceId& id : class_ids(truth, false)) names.push_back(to_string(id));
    return names;
}

Result<Dataset> label_dataset(const LabelTable& truth, const LabelTable* predictions, Task task,
                              Warnings& warnings) {
    std::vector<SourceId> classes = class_ids(truth, false);
    if (predictions != nullptr && task != Task::values) {
        const std::size_t known = classes.size();
        const std::vector<SourceId> more = class_ids(*predictions, true);
        std::vector<SourceId> all;
        std::ranges::set_union(classes, more, std::back_inserter(all));
        classes = std::move(all);
        if (classes.size() > known) {
            warnings.add_count(
                predictions->file, "class-not-in-truth",
                "classes that the ground truth has no sample of count like all others",
                classes.size() - known);
        }
    }
    if (classes.size() > max_classes) {
        return too_large(truth, std::format("there are {} classes, more than {}",
                                            grouped(classes.size()), grouped(max_classes)));
    }
    DatasetBuilder builder(truth, classes_from(classes), task);
    const std::vector<Row> order = rows_by_id(truth);
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && truth.ids[order[end]] == truth.ids[order[begin]]) ++end;
        for (std::size_t i = begin + 1; task != Task::multilabel && i < end; ++i) {
            warnings.add(truth.file, "repeated-id", "of rows with the same id the last one counts",
                         truth.rows[order[i]].byte, to_string(truth.ids[order[i]]));
        }
        builder.add(std::span(order).subspan(begin, end - begin));
        begin = end;
    }
    return std::move(builder).build();
}

namespace {

// Puts the rows of a table of predictions into the columns of a Run.
class RunBuilder {
public:
    RunBuilder(const LabelTable& table, const Dataset& dataset, Task task, Warnings& warnings)
        : table_(table),
          dataset_(dataset),
          task_(task),
          warnings_(warnings),
          slots_(slots_of_names(table, dataset.classes)),
          classes_(dataset.classes.size()) {}

    Result<Run> build();

private:
    std::size_t samples() const { return dataset_.samples.size(); }
    bool is_single() const { return task_ != Task::multilabel; }
    Result<void> find_samples();
    void fill_probabilities();
    void settle_sample(SampleSlot sample);
    void check_probabilities(SampleSlot sample);
    void decide();
    void decide_row(Row row, SampleSlot sample);
    void push(SampleSlot sample, std::uint32_t cls, double score, Row row);
    std::span<double> probabilities_of(SampleSlot sample) {
        return std::span(probabilities_).subspan(sample * classes_, classes_);
    }

    const LabelTable& table_;
    const Dataset& dataset_;
    Task task_;
    Warnings& warnings_;
    std::vector<std::uint32_t> slots_;  // per name
    std::size_t classes_;
    std::vector<SampleSlot> sample_of_;  // per row; IdIndex::none: not of the dataset
    std::vector<Row> last_row_;          // per sample
    bool is_long_ = false;               // rows are labels of samples, several each
    std::vector<double> probabilities_;
    Growing<SampleSlot> sample_;
    Growing<ClassSlot> cls_;
    Growing<double> score_;
    Growing<Row> file_row_;
};

Result<void> RunBuilder::find_samples() {
    const IdIndex index(dataset_.samples.ids);
    sample_of_.resize(table_.rows.size());
    last_row_.assign(samples(), no_row);
    std::uint64_t repeated = 0;
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
        sample_of_[row] = index.find(table_.ids[row]);
        if (sample_of_[row] == IdIndex::none) {
            warnings_.add(table_.file, "unknown-sample",
                          "rows of samples that the ground truth has not are left out",
                          table_.rows[row].byte, to_string(table_.ids[row]));
            continue;
        }
        Row& last = last_row_[sample_of_[row]];
        repeated += last != no_row ? 1U : 0U;
        last = static_cast<Row>(row);
    }
    if (std::ranges::all_of(last_row_, [](Row row) { return row == no_row; })) {
        return std::unexpected(
            Error{.code = ErrorCode::mismatch,
                  .message = std::format(
                      "none of {} is of a sample of the ground truth: the first is \"{}\" here and "
                      "\"{}\" there",
                      counted(table_.rows.size(), "row"), to_string(table_.ids[0]),
                      to_string(dataset_.samples.ids[0])),
                  .remedy = "Check that both files are of the same samples and name them alike",
                  .file = table_.file});
    }
    // Rows of one label each: with scores for several classes of one sample, or of several labels.
    is_long_ = repeated > 0 && table_.has_labels && !table_.has_scores &&
               (table_.has_score || !is_single());
    if (repeated > 0 && !is_long_) {
        warnings_.add_count(table_.file, "repeated-id",
                            "of rows with the same id the last one counts", repeated);
    }
    const auto without = static_cast<std::uint64_t>(std::ranges::count(last_row_, no_row));
    if (without > 0) {
        warnings_.add_count(table_.file, "sample-without-prediction",
                            task_ == Task::values
                                ? "samples without a prediction are left out of the figures"
                            : is_single() ? "samples without a prediction count as wrong"
                                          : "samples without a prediction count as given no class",
                            without);
    }
    return {};
}

void RunBuilder::push(SampleSlot sample, std::uint32_t cls, double score, Row row) {
    sample_.push(sample);
    cls_.push(static_cast<ClassSlot>(cls));
    score_.push(std::isnan(score) ? 1 : score);
    file_row_.push(static_cast<Row>(table_.rows[row].number));
}

void RunBuilder::fill_probabilities() {
    probabilities_.assign(samples() * classes_, nan);
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
        const SampleSlot sample = sample_of_[row];
        if (sample == IdIndex::none) continue;
        const auto p = probabilities_of(sample);
        if (!is_long_) {
            if (row != last_row_[sample]) continue;
            for (const ClassScore& one : table_.scores_of(row)) {
                if (slots_[one.name] != IdIndex::none) p[slots_[one.name]] = one.score;
            }
        } else if (!std::isnan(table_.rows[row].score)) {
            for (const std::uint32_t name : table_.labels_of(row)) {
                if (slots_[name] != IdIndex::none) p[slots_[name]] = table_.rows[row].score;
            }
        }
    }
    for (SampleSlot sample = 0; sample < samples(); ++sample) {
        if (last_row_[sample] == no_row) continue;
        settle_sample(sample);
        check_probabilities(sample);
    }
}

// What a sample has no score for is 0 where nothing can be left for it.
void RunBuilder::settle_sample(SampleSlot sample) {
    const auto p = probabilities_of(sample);
    double sum = 0;
    for (const double one : p) sum += std::isnan(one) ? 0 : one;
    const bool has_any = !std::ranges::all_of(p, [](double one) { return std::isnan(one); });
    if (!has_any || (!table_.scores_of_all && !(is_single() && std::abs(sum - 1) <= sum_tolerance)))
        return;
    for (double& one : p) {
        if (std::isnan(one)) one = 0;
    }
}

void RunBuilder::check_probabilities(SampleSlot sample) {
    const auto p = probabilities_of(sample);
    const std::uint64_t byte = table_.rows[last_row_[sample]].byte;
    double sum = 0;
    for (const double one : p) {
        if (one < 0 || one > 1) {
            warnings_.add(table_.file, "probability-outside",
                          "scores outside of 0 to 1 are no probabilities: log loss and Brier score "
                          "mean little",
                          byte, std::format("{}", one));
            return;
        }
        sum += one;
    }
    if (is_single() && std::abs(sum - 1) > sum_tolerance) {
        warnings_.add(table_.file, "probability-sum",
                      "probabilities of a sample that do not sum to 1 are kept as they are", byte,
                      std::format("{}", sum));
    }
}

void RunBuilder::decide_row(Row row, SampleSlot sample) {
    const auto labels = table_.labels_of(row);
    const auto p = probabilities_.empty() ? std::span<double>() : probabilities_of(sample);
    if (is_single()) {
        std::uint32_t best = IdIndex::none;
        if (!labels.empty() && !is_long_) {
            best = slots_[labels.front()];
        } else {
            for (std::uint32_t c = 0; c < p.size(); ++c) {
                if (!std::isnan(p[c]) && (best == IdIndex::none || p[c] > p[best])) best = c;
            }
        }
        if (best == IdIndex::none) return;
        const double score = p.empty() || std::isnan(p[best]) ? table_.rows[row].score : p[best];
        push(sample, best, score, row);
        return;
    }
    if (labels.empty()) {
        for (std::uint32_t c = 0; c < p.size(); ++c) {
            if (p[c] >= multilabel_threshold) push(sample, c, p[c], row);
        }
        return;
    }
    std::vector<std::uint32_t> given;
    for (const std::uint32_t name : labels) given.push_back(slots_[name]);
    std::ranges::sort(given);
    given.erase(std::ranges::unique(given).begin(), given.end());
    for (const std::uint32_t cls : given) {
        const double own = table_.rows[row].score;
        if (cls == IdIndex::none || (is_long_ && own < multilabel_threshold)) continue;
        push(sample, cls, p.empty() || std::isnan(p[cls]) ? own : p[cls], row);
    }
}

void RunBuilder::decide() {
    for (Row row = 0; row < table_.rows.size(); ++row) {
        const SampleSlot sample = sample_of_[row];
        if (sample == IdIndex::none) continue;
        if (row == last_row_[sample] || (is_long_ && !is_single())) decide_row(row, sample);
    }
}

Result<Run> RunBuilder::build() {
    if (const auto found = find_samples(); !found) return std::unexpected(found.error());
    Run run;
    run.name = table_.file;
    if (task_ == Task::values) {
        std::vector<double> value(samples(), nan);
        for (std::size_t sample = 0; sample < samples(); ++sample) {
            if (last_row_[sample] != no_row) value[sample] = table_.rows[last_row_[sample]].value;
        }
        run.value = Column<double>(std::move(value));
        return run;
    }
    std::uint64_t unknown = 0;
    for (const std::uint32_t name : table_.labels)
        unknown += slots_[name] == IdIndex::none ? 1U : 0U;
    if (unknown > 0) {
        warnings_.add_count(table_.file, "unknown-class",
                            "labels that are no class of the ground truth are left out", unknown);
    }
    if (table_.has_scores || (is_long_ && table_.has_score)) {
        if (classes_ > 0 && samples() > most_probabilities / classes_) {
            return too_large(table_, std::format("{} times {} are more probabilities than fit",
                                                 counted(samples(), "sample"),
                                                 counted(classes_, "class", "classes")));
        }
        fill_probabilities();
    }
    decide();
    run.sample = Column<SampleSlot>(std::move(sample_));
    run.cls = Column<ClassSlot>(std::move(cls_));
    run.score = Column<double>(std::move(score_));
    run.file_row = Column<Row>(std::move(file_row_));
    run.probabilities = Column<double>(std::move(probabilities_));
    return run;
}

}  // namespace

Result<Run> label_run(const LabelTable& predictions, const Dataset& dataset, Task task,
                      Warnings& warnings) {
    return RunBuilder(predictions, dataset, task, warnings).build();
}

}  // namespace errata
