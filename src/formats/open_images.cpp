#include "formats/open_images.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/csv.h"
#include "formats/open_images_hierarchy.h"
#include "formats/open_images_rows.h"

namespace errata {

using namespace open_images;

namespace {

// Texts by number, in order of first appearance.
class Names {
public:
    std::uint32_t add(std::string_view name) {
        // Rows of one image are neighbours.
        if (!all_.empty() && all_[last_] == name) return last_;
        const auto [place, is_new] =
            numbers_.emplace(std::string(name), static_cast<std::uint32_t>(all_.size()));
        if (is_new) all_.push_back(place->first);
        return last_ = place->second;
    }
    std::optional<std::uint32_t> find(std::string_view name) {
        const auto place = numbers_.find(std::string(name));
        if (place == numbers_.end()) return {};
        return place->second;
    }
    const std::vector<std::string>& all() const { return all_; }
    std::size_t size() const { return all_.size(); }

    // Numbers in the order of the texts.
    std::vector<std::uint32_t> sorted() const {
        std::vector<std::uint32_t> order(all_.size());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::sort(order, {},
                          [&](std::uint32_t i) -> const std::string& { return all_[i]; });
        return order;
    }

private:
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<std::string> all_;
    std::uint32_t last_ = 0;
};

// Where each number's place is in an order of them.
std::vector<std::uint32_t> places_in(const std::vector<std::uint32_t>& order) {
    std::vector<std::uint32_t> place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = static_cast<std::uint32_t>(i);
    return place;
}

IdColumn ids_of(const Names& names, const std::vector<std::uint32_t>& order) {
    std::vector<SourceId> ids;
    for (const std::uint32_t i : order) ids.push_back(id_of(names.all()[i]));
    return IdColumn(ids);
}

struct BoxRow {
    std::uint32_t image = 0;
    std::uint32_t cls = 0;
    Box box;
    bool is_group = false;
};

struct LabelRow {
    std::uint32_t image = 0;
    std::uint32_t cls = 0;
    bool is_there = false;
};

struct ImageSize {
    double width = 0;
    double height = 0;
};

}  // namespace

std::optional<OpenImagesTable> open_images_table_of(std::span<const std::string> columns) {
    const auto has = [&](std::string_view name) { return std::ranges::contains(columns, name); };
    if (has("ImageID") && has("LabelName")) {
        if (has(xmin) && has(xmax) && has(ymin) && has(ymax)) {
            return has("Score") ? OpenImagesTable::predictions : OpenImagesTable::boxes;
        }
        if (has("Confidence")) return OpenImagesTable::image_labels;
        return {};
    }
    if (has("LabelName") && has("DisplayName")) return OpenImagesTable::class_names;
    if (columns.size() == 2 && (columns[0].starts_with("/m/") || columns[0].starts_with("/g/") ||
                                columns[0].starts_with("/t/"))) {
        return OpenImagesTable::class_names;
    }
    return {};
}

struct OpenImagesTruthReader::State {
    State(const OpenImagesFiles& of, Warnings& into) : files(of), warnings(into) {}

    enum class Phase : std::uint8_t { hierarchy, class_names, boxes, image_labels, done };

    const ByteSource* source_of(Phase of) const {
        switch (of) {
            case Phase::hierarchy: return files.hierarchy;
            case Phase::class_names: return files.class_names;
            case Phase::boxes: return files.boxes;
            case Phase::image_labels: return files.image_labels;
            case Phase::done: return nullptr;
        }
        return nullptr;
    }

    Result<void> open();
    Result<void> find_columns();
    Result<bool> read_rows();
    void take_row();
    void take_box();
    void take_label();
    void take_class(std::string_view label, std::string_view display_name);
    std::optional<std::uint32_t> class_of(std::string_view label);

    Samples samples(const std::vector<std::uint32_t>& image_order,
                    const std::vector<std::uint32_t>& class_place) const;
    Classes classes(const std::vector<std::uint32_t>& class_order,
                    const std::vector<std::uint32_t>& class_place) const;
    ListColumn<ClassSlot> parents(const std::vector<std::uint32_t>& class_order,
                                  const std::vector<std::uint32_t>& class_place) const;
    GroundTruth truth(const std::vector<std::uint32_t>& image_place,
                      const std::vector<std::uint32_t>& class_place) const;

    OpenImagesFiles files;
    Warnings& warnings;
    Phase phase = Phase::hierarchy;
    std::optional<CsvRecords> csv;
    std::uint64_t bytes_before = 0;  // of the files that are read

    // Columns of the file at hand.
    std::size_t image_column = 0;
    std::size_t label_column = 0;
    std::size_t other_column = 0;  // display name or confidence
    BoxColumns box_columns;
    std::optional<std::size_t> group_column;
    std::optional<std::size_t> width_column;
    std::optional<std::size_t> height_column;

    Names image_names;
    Names class_labels;
    std::vector<std::string> display_names;  // per class; "" where there is none
    ClassLinks links;
    std::vector<BoxRow> boxes;
    std::vector<LabelRow> labels;
    std::vector<ImageSize> sizes;  // per image
    bool has_groups = false;
    std::uint64_t box_rows = 0;
};

void OpenImagesTruthReader::State::take_class(std::string_view label,
                                              std::string_view display_name) {
    const std::uint32_t cls = class_labels.add(label);
    display_names.resize(class_labels.size());
    display_names[cls] = display_name;
}

// Nothing where the class names lack it.
std::optional<std::uint32_t> OpenImagesTruthReader::State::class_of(std::string_view label) {
    if (files.class_names != nullptr) return class_labels.find(label);
    return class_labels.add(label);
}

Result<void> OpenImagesTruthReader::State::find_columns() {
    const ByteSource& source = *source_of(phase);
    const auto label = csv->find("LabelName");
    if (phase == Phase::class_names) {
        const auto name = csv->find("DisplayName");
        if (label && name) {
            label_column = *label;
            other_column = *name;
            return {};
        }
        if (open_images_table_of(csv->columns()) != OpenImagesTable::class_names) {
            return wrong_columns(source, "class names", "LabelName and DisplayName");
        }
        // No header row: the first row is a class.
        label_column = 0;
        other_column = 1;
        take_class(csv->columns()[0], csv->columns()[1]);
        return {};
    }
    const auto image = csv->find("ImageID");
    if (phase == Phase::image_labels) {
        const auto confidence = csv->find("Confidence");
        if (!image || !label || !confidence) {
            return wrong_columns(source, "image labels", "ImageID, LabelName and Confidence");
        }
        other_column = *confidence;
    } else {
        const auto box = BoxColumns::find(*csv);
        if (!image || !label || !box) {
            return wrong_columns(source, "boxes", "ImageID, LabelName, XMin, XMax, YMin and YMax");
        }
        box_columns = *box;
        group_column = csv->find("IsGroupOf");
        has_groups = group_column.has_value();
        width_column = csv->find("ImageWidth");
        height_column = csv->find("ImageHeight");
    }
    image_column = *image;
    label_column = *label;
    return {};
}

Result<void> OpenImagesTruthReader::State::open() {
    const ByteSource& source = *source_of(phase);
    if (phase == Phase::hierarchy) {
        auto read = read_class_links(source);
        if (!read) return std::unexpected(read.error());
        links = *std::move(read);
        bytes_before += source.size();
        return {};
    }
    auto opened = CsvRecords::open(source, warnings);
    if (!opened) return std::unexpected(opened.error());
    csv.emplace(*std::move(opened));
    return find_columns();
}

void OpenImagesTruthReader::State::take_box() {
    RowWarnings rows(*files.boxes, warnings);
    const auto cells = csv->cells();
    ++box_rows;
    BoxRow row;
    if (!box_columns.read(cells, row.box)) return rows.not_a_number(*csv);
    const auto cls = class_of(cells[label_column]);
    if (!cls) return rows.unknown_class(*csv, cells[label_column]);
    rows.check_size(*csv, row.box);
    row.cls = *cls;
    row.image = image_names.add(cells[image_column]);
    row.is_group = group_column && cells[*group_column] == "1";
    sizes.resize(image_names.size());
    ImageSize size;
    if (width_column && height_column && number_of(cells[*width_column], size.width) &&
        number_of(cells[*height_column], size.height) && size.width >= 1 && size.height >= 1 &&
        std::max(size.width, size.height) < 0x1p31) {
        sizes[row.image] = size;
    }
    boxes.push_back(row);
}

void OpenImagesTruthReader::State::take_label() {
    RowWarnings rows(*files.image_labels, warnings);
    const auto cells = csv->cells();
    double confidence = 0;
    if (!number_of(cells[other_column], confidence)) return rows.not_a_number(*csv);
    // An image with labels and no box is one without objects.
    const std::uint32_t image = image_names.add(cells[image_column]);
    if (confidence != 0 && confidence != 1) return rows.not_verified(*csv, cells[other_column]);
    const auto cls = class_of(cells[label_column]);
    if (!cls) return rows.unknown_class(*csv, cells[label_column]);
    labels.push_back({.image = image, .cls = *cls, .is_there = confidence == 1});
}

void OpenImagesTruthReader::State::take_row() {
    switch (phase) {
        case Phase::class_names:
            return take_class(csv->cells()[label_column], csv->cells()[other_column]);
        case Phase::boxes: return take_box();
        case Phase::image_labels: return take_label();
        case Phase::hierarchy:
        case Phase::done: return;
    }
}

// False at the end of the file.
Result<bool> OpenImagesTruthReader::State::read_rows() {
    for (std::size_t i = 0; i < rows_per_step; ++i) {
        const auto more = csv->next();
        if (!more || !*more) return more;
        take_row();
    }
    return true;
}

OpenImagesTruthReader::OpenImagesTruthReader(const OpenImagesFiles& files, Warnings& warnings)
    : state_(std::make_unique<State>(files, warnings)) {}
OpenImagesTruthReader::~OpenImagesTruthReader() = default;

std::uint64_t OpenImagesTruthReader::bytes_read() const {
    return state_->bytes_before + (state_->csv ? state_->csv->bytes_read() : 0);
}

Result<bool> OpenImagesTruthReader::step() {
    State& state = *state_;
    if (state.phase == State::Phase::done) return false;
    const auto end_file = [&] {
        if (state.csv) state.bytes_before += state.csv->bytes_read();
        state.csv.reset();
        state.phase = static_cast<State::Phase>(static_cast<std::uint8_t>(state.phase) + 1);
        return state.phase != State::Phase::done;
    };
    if (state.source_of(state.phase) == nullptr) return end_file();
    if (!state.csv) {
        if (const auto opened = state.open(); !opened) return std::unexpected(opened.error());
        return state.csv ? true : end_file();
    }
    const auto more = state.read_rows();
    if (!more || *more) return more;
    return end_file();
}

Samples OpenImagesTruthReader::State::samples(const std::vector<std::uint32_t>& image_order,
                                              const std::vector<std::uint32_t>& class_place) const {
    TextColumnBuilder names;
    Growing<std::uint32_t> width;
    Growing<std::uint32_t> height;
    Growing<Row> place;
    for (const std::uint32_t image : image_order) {
        const std::string& id = image_names.all()[image];
        names.push(id.find('.') == std::string::npos ? id + ".jpg" : id);
        const ImageSize size = image < sizes.size() ? sizes[image] : ImageSize{};
        width.push(static_cast<std::uint32_t>(size.width));
        height.push(static_cast<std::uint32_t>(size.height));
        place.push(image);
    }
    Samples samples = {.ids = ids_of(image_names, image_order),
                       .names = std::move(names).build(),
                       .width = Column<std::uint32_t>(std::move(width)),
                       .height = Column<std::uint32_t>(std::move(height))};
    if (!std::ranges::is_sorted(image_order)) samples.file_row = Column<Row>(std::move(place));
    if (files.image_labels == nullptr) return samples;
    for (const bool is_there : {false, true}) {
        std::vector<std::vector<ClassSlot>> of_image(image_names.size());
        for (const LabelRow& label : labels) {
            if (label.is_there != is_there) continue;
            of_image[label.image].push_back(static_cast<ClassSlot>(class_place[label.cls]));
        }
        ListColumnBuilder<ClassSlot> lists;
        for (const std::uint32_t image : image_order) {
            auto& list = of_image[image];
            std::ranges::sort(list);
            list.erase(std::ranges::unique(list).begin(), list.end());
            lists.push(list);
        }
        (is_there ? samples.positive_classes : samples.negative_classes) = std::move(lists).build();
    }
    return samples;
}

// Classes directly above; those that are not listed are passed through.
ListColumn<ClassSlot> OpenImagesTruthReader::State::parents(
    const std::vector<std::uint32_t>& class_order,
    const std::vector<std::uint32_t>& class_place) const {
    std::unordered_map<std::string_view, std::vector<std::string_view>> above;
    for (const auto& [label, parent] : links) {
        if (!parent.empty()) above[label].push_back(parent);
    }
    std::unordered_map<std::string_view, std::uint32_t> number;
    for (std::uint32_t i = 0; i < class_labels.size(); ++i) number[class_labels.all()[i]] = i;

    ListColumnBuilder<ClassSlot> lists;
    for (const std::uint32_t cls : class_order) {
        std::vector<ClassSlot> found;
        std::vector<std::string_view> open = {class_labels.all()[cls]};
        std::vector<std::string_view> seen = open;
        while (!open.empty()) {
            const auto here = above.find(open.back());
            open.pop_back();
            if (here == above.end()) continue;
            for (const std::string_view parent : here->second) {
                if (std::ranges::contains(seen, parent)) continue;
                seen.push_back(parent);
                if (const auto listed = number.find(parent); listed != number.end()) {
                    found.push_back(static_cast<ClassSlot>(class_place[listed->second]));
                } else {
                    open.push_back(parent);
                }
            }
        }
        std::ranges::sort(found);
        lists.push(found);
    }
    return std::move(lists).build();
}

Classes OpenImagesTruthReader::State::classes(const std::vector<std::uint32_t>& class_order,
                                              const std::vector<std::uint32_t>& class_place) const {
    TextColumnBuilder names;
    TextColumnBuilder groups;
    for (const std::uint32_t cls : class_order) {
        const bool has_name = cls < display_names.size() && !display_names[cls].empty();
        names.push(has_name ? display_names[cls] : class_labels.all()[cls]);
        groups.push({});
    }
    Classes classes = {.ids = ids_of(class_labels, class_order),
                       .names = std::move(names).build(),
                       .groups = std::move(groups).build()};
    if (files.hierarchy != nullptr) classes.parents = parents(class_order, class_place);
    return classes;
}

GroundTruth OpenImagesTruthReader::State::truth(
    const std::vector<std::uint32_t>& image_place,
    const std::vector<std::uint32_t>& class_place) const {
    std::vector<Row> order(boxes.size());
    std::iota(order.begin(), order.end(), Row{0});
    std::ranges::stable_sort(order, {}, [&](Row row) {
        return std::uint64_t{image_place[boxes[row].image]} << 32U | class_place[boxes[row].cls];
    });
    Growing<SampleSlot> sample;
    Growing<ClassSlot> cls;
    Growing<Box> box;
    Growing<double> area;
    Growing<std::uint8_t> group;
    Growing<std::uint8_t> crowd;
    Growing<std::int64_t> id;
    std::vector<Row> begin(image_names.size() + 1, 0);
    for (const Row row : order) {
        const BoxRow& one = boxes[row];
        const ImageSize size = sizes[one.image];
        const Box placed = size.width > 0 ? in_pixels(one.box, size.width, size.height) : one.box;
        sample.push(image_place[one.image]);
        cls.push(static_cast<ClassSlot>(class_place[one.cls]));
        box.push(placed);
        area.push(placed.area());
        group.push(one.is_group ? 1 : 0);
        crowd.push(one.is_group ? 1 : 0);
        id.push(std::int64_t{1} + row);
        ++begin[image_place[one.image] + std::size_t{1}];
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    GroundTruth truth = {.sample = Column<SampleSlot>(std::move(sample)),
                         .cls = Column<ClassSlot>(std::move(cls)),
                         .box = Column<Box>(std::move(box)),
                         .area = Column<double>(std::move(area)),
                         .crowd = Column<std::uint8_t>(std::move(crowd)),
                         .ids = IdColumn(Column<std::int64_t>(std::move(id)), {}),
                         .sample_begin = Column<Row>(std::move(begin))};
    if (has_groups) truth.group_of = Column<std::uint8_t>(std::move(group));
    if (!std::ranges::is_sorted(order)) truth.file_row = Column<Row>(std::move(order));
    return truth;
}

Result<Dataset> OpenImagesTruthReader::finish() {
    State& state = *state_;
    if (state.files.class_names == nullptr) {
        for (const auto& link : state.links) state.class_labels.add(link.first);
    }
    const ByteSource& source = *state.files.boxes;
    if (state.boxes.empty() && state.box_rows > 0) {
        return std::unexpected(
            Error{.code = ErrorCode::wrong_kind,
                  .message = "no row has four numbers and a class that is listed",
                  .remedy = "Check the columns XMin, XMax, YMin, YMax and the class names",
                  .file = source.name()});
    }
    if (state.class_labels.size() > max_classes || state.boxes.size() >= no_row) {
        return std::unexpected(
            Error{.code = ErrorCode::too_large,
                  .message = "more than 65,535 classes, or more than 4,294,967,294 boxes",
                  .remedy = "Give the file with the names of the classes that are evaluated",
                  .file = source.name()});
    }
    const auto image_order = state.image_names.sorted();
    const auto class_order = state.class_labels.sorted();
    const auto class_place = places_in(class_order);
    return Dataset{.samples = state.samples(image_order, class_place),
                   .classes = state.classes(class_order, class_place),
                   .truth = state.truth(places_in(image_order), class_place)};
}

Result<Dataset> read_open_images_truth(const OpenImagesFiles& files, Warnings& warnings) {
    OpenImagesTruthReader reader(files, warnings);
    while (true) {
        const auto more = reader.step();
        if (!more) return std::unexpected(more.error());
        if (!*more) return reader.finish();
    }
}

}  // namespace errata
