#include "formats/spans_join.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numeric>

#include "base/text.h"

namespace errata {

namespace {

constexpr std::size_t no_document = static_cast<std::size_t>(-1);

// Documents by id, the last of each; or as they come.
struct Order {
    std::vector<SourceId> ids;
    std::vector<std::size_t> documents;
};

Order order_of(const SpanTable& table, bool by_order, Warnings& warnings) {
    Order order;
    if (by_order) {
        for (std::size_t i = 0; i < table.documents.size(); ++i) {
            order.ids.push_back({.number = static_cast<std::int64_t>(i) + 1, .text = {}});
            order.documents.push_back(i);
        }
        return order;
    }
    std::vector<std::size_t> rows(table.ids.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return table.ids[row]; });
    for (const std::size_t row : rows) {
        if (!order.ids.empty() && order.ids.back() == table.ids[row]) {
            warnings.add(table.file, "repeated-id",
                         "of documents with the same id the last one counts",
                         table.documents[row].byte, to_string(table.ids[row]));
            order.documents.back() = row;
            continue;
        }
        order.ids.push_back(table.ids[row]);
        order.documents.push_back(row);
    }
    return order;
}

Error mismatch(const SpanTable& table, std::string message, std::string remedy,
               std::optional<std::uint64_t> byte = {}) {
    return {.code = ErrorCode::mismatch,
            .message = std::move(message),
            .remedy = std::move(remedy),
            .file = table.file,
            .byte = byte};
}

// Per document of the truth, its document of the predictions.
Result<std::vector<std::size_t>> partners_of(const SpanTable& predictions, const Order& left,
                                             const Order& right, bool by_order,
                                             Warnings& warnings) {
    std::vector<std::size_t> partners(left.ids.size(), no_document);
    if (by_order) {
        if (left.ids.size() != right.ids.size()) {
            return std::unexpected(mismatch(
                predictions,
                std::format("it has {}, the ground truth {}", counted(right.ids.size(), "document"),
                            grouped(left.ids.size())),
                "Give both files the same documents in the same order, or ids"));
        }
        return right.documents;
    }
    std::size_t common = 0;
    for (std::size_t i = 0, k = 0; k < right.ids.size(); ++k) {
        while (i < left.ids.size() && left.ids[i] < right.ids[k]) ++i;
        if (i < left.ids.size() && left.ids[i] == right.ids[k]) {
            partners[i] = right.documents[k];
            ++common;
        } else {
            warnings.add(predictions.file, "unknown-sample",
                         "documents that the ground truth has not are left out",
                         predictions.documents[right.documents[k]].byte, to_string(right.ids[k]));
        }
    }
    if (common == 0) {
        return std::unexpected(mismatch(predictions, "none of its documents is of the ground truth",
                                        "Give predictions for the same ids"));
    }
    if (common < left.ids.size()) {
        warnings.add_count(predictions.file, "no-prediction",
                           "documents of the ground truth without predictions count as empty",
                           left.ids.size() - common);
    }
    return partners;
}

// Both files' types as classes, in the order of their names.
Classes classes_of(const SpanTable& truth, const SpanTable& predictions) {
    std::vector<std::string> names;
    const auto take = [&](const SpanTable& table) {
        std::vector<bool> used(table.types.size());
        for (const SpanDocument& document : table.documents) {
            for (const FoundSpan& span : document.spans) used[span.type] = true;
        }
        for (std::size_t i = 0; i < used.size(); ++i) {
            if (used[i]) names.push_back(table.types[i]);
        }
    };
    take(truth);
    take(predictions);
    std::ranges::sort(names);
    const auto again = std::ranges::unique(names);
    names.erase(again.begin(), again.end());
    std::vector<SourceId> ids;
    TextColumnBuilder texts;
    TextColumnBuilder groups;
    for (const std::string& name : names) {
        ids.push_back({.number = 0, .text = name});
        texts.push(name);
        groups.push("");
    }
    return {.ids = IdColumn(ids),
            .names = std::move(texts).build(),
            .groups = std::move(groups).build()};
}

std::vector<ClassSlot> slots_of(const SpanTable& table, const Classes& classes) {
    std::vector<ClassSlot> slots;
    for (const std::string& name : table.types) {
        std::size_t slot = 0;
        while (slot < classes.size() && classes.names[slot] != name) ++slot;
        slots.push_back(static_cast<ClassSlot>(slot));
    }
    return slots;
}

class Joiner {
public:
    Joiner(const SpanTable& truth, const SpanTable& predictions, Classes classes)
        : truth_(truth),
          predictions_(predictions),
          truth_slots_(slots_of(truth, classes)),
          run_slots_(slots_of(predictions, classes)) {
        result_.dataset.classes = std::move(classes);
        begin_.push(0);
    }

    std::optional<Error> add(const SourceId& id, std::size_t document, std::size_t partner,
                             bool by_order);
    JoinedSpans finish() &&;

private:
    std::optional<Error> compare(const SpanDocument& truth, const SpanDocument& predicted,
                                 const SourceId& id, bool by_order) const;
    void add_truth(const SpanDocument& document);
    void add_predictions(const SpanDocument& document);
    void compare_tags(const SpanDocument& truth, const SpanDocument& predicted);

    const SpanTable& truth_;
    const SpanTable& predictions_;
    std::vector<ClassSlot> truth_slots_;
    std::vector<ClassSlot> run_slots_;
    JoinedSpans result_;
    std::vector<SourceId> ids_;
    std::vector<SourceId> object_ids_;
    TextColumnBuilder names_;
    TextColumnBuilder texts_;
    ListColumnBuilder<Span> tokens_;
    bool has_tokens_ = false;
    Growing<std::uint32_t> width_;
    Growing<std::uint32_t> height_;
    std::vector<std::uint32_t> tagged_;  // tokens with tags on both sides
    std::vector<std::uint32_t> same_tags_;
    Growing<Row> begin_;
    Growing<SampleSlot> sample_;
    Growing<ClassSlot> cls_;
    Growing<Span> span_;
    Growing<Row> file_row_;
    Growing<SampleSlot> run_sample_;
    Growing<ClassSlot> run_cls_;
    Growing<Span> run_span_;
    Growing<double> score_;
    Row spans_met_ = 0;
};

std::optional<Error> Joiner::compare(const SpanDocument& truth, const SpanDocument& predicted,
                                     const SourceId& id, bool by_order) const {
    const auto differ = [&](std::string what) {
        return mismatch(
            predictions_,
            std::format("document {} has other {} than the ground truth's", to_string(id), what),
            by_order ? "Give both files the same documents in the same order, or ids"
                     : "Give predictions for the same texts",
            predicted.byte);
    };
    // Predictions may leave text and tokens out.
    const bool same_unit = predicted.text.empty() || truth.text.empty() ||
                           truth.tokens.empty() == predicted.tokens.empty();
    if (!same_unit) return differ("units (tokens or characters)");
    if (!predicted.tokens.empty() && !truth.tokens.empty() &&
        truth.tokens.size() != predicted.tokens.size()) {
        return differ("tokens");
    }
    if (!predicted.text.empty() && !truth.text.empty() && predicted.text != truth.text) {
        return differ(truth.tokens.empty() ? "text" : "tokens");
    }
    return {};
}

void Joiner::add_truth(const SpanDocument& document) {
    const auto sample = static_cast<SampleSlot>(ids_.size() - 1);
    std::vector<std::size_t> order(document.spans.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {},
                             [&](std::size_t i) { return truth_slots_[document.spans[i].type]; });
    for (const std::size_t i : order) {
        sample_.push(sample);
        cls_.push(truth_slots_[document.spans[i].type]);
        span_.push(document.spans[i].span);
        file_row_.push(spans_met_ + static_cast<Row>(i));
        object_ids_.push_back(
            {.number = static_cast<std::int64_t>(spans_met_ + i) + 1, .text = {}});
    }
    spans_met_ += static_cast<Row>(document.spans.size());
    begin_.push(static_cast<Row>(sample_.size()));
}

void Joiner::add_predictions(const SpanDocument& document) {
    for (const FoundSpan& span : document.spans) {
        run_sample_.push(static_cast<SampleSlot>(ids_.size() - 1));
        run_cls_.push(run_slots_[span.type]);
        run_span_.push(span.span);
        score_.push(std::isnan(span.score) ? 1 : span.score);
    }
}

void Joiner::compare_tags(const SpanDocument& truth, const SpanDocument& predicted) {
    if (truth.tags.empty() || truth.tags.size() != predicted.tags.size()) return;
    tagged_.back() = static_cast<std::uint32_t>(truth.tags.size());
    for (std::size_t i = 0; i < truth.tags.size(); ++i) {
        if (truth_.tags[truth.tags[i]] == predictions_.tags[predicted.tags[i]]) ++same_tags_.back();
    }
}

std::optional<Error> Joiner::add(const SourceId& id, std::size_t document, std::size_t partner,
                                 bool by_order) {
    const SpanDocument& truth = truth_.documents[document];
    ids_.push_back(id);
    names_.push(by_order ? "#" + to_string(id) : to_string(id));
    texts_.push(truth.text);
    tokens_.push(truth.tokens);
    has_tokens_ = has_tokens_ || !truth.tokens.empty();
    width_.push(0);
    height_.push(0);
    tagged_.push_back(0);
    same_tags_.push_back(0);
    add_truth(truth);
    if (partner == no_document) return {};
    const SpanDocument& predicted = predictions_.documents[partner];
    if (auto error = compare(truth, predicted, id, by_order)) return error;
    add_predictions(predicted);
    compare_tags(truth, predicted);
    return {};
}

JoinedSpans Joiner::finish() && {
    Samples& samples = result_.dataset.samples;
    samples.ids = IdColumn(ids_);
    samples.names = std::move(names_).build();
    samples.width = Column<std::uint32_t>(std::move(width_));
    samples.height = Column<std::uint32_t>(std::move(height_));
    samples.text = std::move(texts_).build();
    if (has_tokens_) samples.tokens = std::move(tokens_).build();
    GroundTruth& truth = result_.dataset.truth;
    truth.sample = Column<SampleSlot>(std::move(sample_));
    truth.cls = Column<ClassSlot>(std::move(cls_));
    truth.ids = IdColumn(object_ids_);
    truth.sample_begin = Column<Row>(std::move(begin_));
    truth.file_row = Column<Row>(std::move(file_row_));
    truth.span = Column<Span>(std::move(span_));
    Run& run = result_.run;
    run.name = predictions_.file;
    run.sample = Column<SampleSlot>(std::move(run_sample_));
    run.cls = Column<ClassSlot>(std::move(run_cls_));
    run.score = Column<double>(std::move(score_));
    run.span = Column<Span>(std::move(run_span_));
    result_.tokens = Column<std::uint32_t>(std::move(tagged_));
    result_.same_tags = Column<std::uint32_t>(std::move(same_tags_));
    return std::move(result_);
}

}  // namespace

Result<JoinedSpans> join_spans(const SpanTable& truth, const SpanTable& predictions,
                               Warnings& warnings) {
    Classes classes = classes_of(truth, predictions);
    if (classes.size() > max_classes) {
        return std::unexpected(
            Error{.code = ErrorCode::too_large,
                  .message = std::format("there are {} types of spans, more than {}",
                                         grouped(classes.size()), grouped(max_classes)),
                  .remedy = "Check which field holds the type",
                  .file = truth.file});
    }
    const bool by_order = truth.ids.empty() || predictions.ids.empty();
    const Order left = order_of(truth, by_order, warnings);
    const Order right = order_of(predictions, by_order, warnings);
    const auto partners = partners_of(predictions, left, right, by_order, warnings);
    if (!partners) return std::unexpected(partners.error());
    Joiner joiner(truth, predictions, std::move(classes));
    for (std::size_t i = 0; i < left.ids.size(); ++i) {
        if (auto error = joiner.add(left.ids[i], left.documents[i], (*partners)[i], by_order)) {
            return std::unexpected(*std::move(error));
        }
    }
    return std::move(joiner).finish();
}

}  // namespace errata
