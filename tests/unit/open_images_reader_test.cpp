// Open Images' CSV files into columns, and what is wrong with them.
#include <catch2/catch_amalgamated.hpp>

#include "formats/open_images.h"

using namespace errata;

namespace {

struct Texts {
    std::string boxes;
    std::optional<std::string> image_labels = {};
    std::optional<std::string> class_names = {};
    std::optional<std::string> hierarchy = {};
};

struct Read {
    Result<Dataset> dataset;
    Warnings warnings;
};

Read read(const Texts& texts) {
    const MemorySource boxes("boxes.csv", texts.boxes);
    const MemorySource labels("labels.csv", texts.image_labels ? *texts.image_labels : texts.boxes);
    const MemorySource names("names.csv", texts.class_names ? *texts.class_names : texts.boxes);
    const MemorySource tree("tree.json", texts.hierarchy ? *texts.hierarchy : texts.boxes);
    Warnings warnings;
    auto dataset = read_open_images_truth({.boxes = &boxes,
                                           .image_labels = texts.image_labels ? &labels : nullptr,
                                           .class_names = texts.class_names ? &names : nullptr,
                                           .hierarchy = texts.hierarchy ? &tree : nullptr},
                                          warnings);
    return {.dataset = std::move(dataset), .warnings = std::move(warnings)};
}

constexpr const char* box_text =
    "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf\n"
    "b,xclick,/m/cat,1,0.25,0.75,0.125,0.625,0,0,0\n"
    "a,xclick,/m/dog,1,0,0.5,0,0.25,0,0,1\n"
    "a,xclick,/m/cat,1,0.5,1,0.5,1,0,0,-1\n";

template <typename T>
std::vector<T> values(const Column<T>& column) {
    return {column.begin(), column.end()};
}

template <typename T>
std::vector<T> values(std::span<const T> list) {
    return {list.begin(), list.end()};
}

}  // namespace

TEST_CASE("boxes become objects by image and class, in parts of the image") {
    const Read out = read({.boxes = box_text});
    REQUIRE(out.dataset);
    const Dataset& data = *out.dataset;
    CHECK(out.warnings.all().empty());
    REQUIRE(data.samples.size() == 2);
    CHECK(to_string(data.samples.ids[0]) == "a");
    CHECK(data.samples.names[1] == "b.jpg");
    CHECK(values(data.samples.file_row) == std::vector<Row>{1, 0});
    CHECK(data.samples.width[0] == 0);
    CHECK(data.samples.positive_classes.empty());
    REQUIRE(data.classes.size() == 2);
    CHECK(data.classes.names[0] == "/m/cat");
    CHECK(data.classes.parents.empty());
    CHECK(values(data.truth.cls) == std::vector<ClassSlot>{0, 1, 0});
    CHECK(values(data.truth.sample_begin) == std::vector<Row>{0, 2, 3});
    CHECK(data.truth.box[2] == Box{.x = 0.25, .y = 0.125, .width = 0.5, .height = 0.5});
    CHECK(data.truth.area[2] == 0.25);
    CHECK(values(data.truth.group_of) == std::vector<std::uint8_t>{0, 1, 0});
    CHECK(values(data.truth.crowd) == std::vector<std::uint8_t>{0, 1, 0});
    CHECK(values(data.truth.file_row) == std::vector<Row>{2, 1, 0});
    CHECK(data.truth.ids.numbers()[0] == 3);
}

TEST_CASE("class names choose the classes, with or without a header row") {
    for (const char* header : {"", "LabelName,DisplayName\n"}) {
        const Read out = read(
            {.boxes = box_text, .class_names = std::string(header) + "/m/dog,Dog\n/m/ant,Ant\n"});
        REQUIRE(out.dataset);
        REQUIRE(out.dataset->classes.size() == 2);
        CHECK(out.dataset->classes.names[0] == "Ant");
        CHECK(out.dataset->classes.names[1] == "Dog");
        CHECK(out.dataset->truth.size() == 1);
        CHECK(out.warnings.count_of("unknown-class") == 2);
    }
}

TEST_CASE("image labels become lists of classes that are there and are not") {
    const Read out = read({.boxes = box_text,
                           .image_labels = "ImageID,Source,LabelName,Confidence\n"
                                           "a,verification,/m/cat,1\na,verification,/m/cat,1\n"
                                           "c,verification,/m/dog,0\nc,machine,/m/cat,0.7\n"
                                           "c,verification,/m/cat,x\n"});
    REQUIRE(out.dataset);
    const Samples& samples = out.dataset->samples;
    REQUIRE(samples.size() == 3);
    CHECK(values(samples.positive_classes[0]) == std::vector<ClassSlot>{0});
    CHECK(values(samples.negative_classes[2]) == std::vector<ClassSlot>{1});
    CHECK(samples.positive_classes[2].empty());
    CHECK(out.warnings.count_of("not-verified") == 1);
    CHECK(out.warnings.count_of("not-finite") == 1);
    CHECK(values(out.dataset->truth.sample_begin) == std::vector<Row>{0, 2, 3, 3});
}

TEST_CASE("the hierarchy gives parents; the root and parts are none") {
    const Read out = read({.boxes = box_text,
                           .hierarchy =
                               R"({"LabelName":"/m/all","Subcategory":[{"LabelName":"/m/animal",
             "Part":[{"LabelName":"/m/leg"}],"Subcategory":[{"LabelName":"/m/cat"},
             {"LabelName":"/m/dog"}]},{"LabelName":"/m/pet","Subcategory":[{"LabelName":"/m/cat"}]}]})"});
    REQUIRE(out.dataset);
    const Classes& classes = out.dataset->classes;
    REQUIRE(classes.size() == 4);  // animal, cat, dog, pet
    CHECK(classes.parents[0].empty());
    CHECK(values(classes.parents[1]) == std::vector<ClassSlot>{0, 3});
    CHECK(values(classes.parents[2]) == std::vector<ClassSlot>{0});
    // A class that is not listed is passed through.
    const Read part = read({.boxes = box_text,
                            .class_names = "/m/cat,Cat\n/m/top,Top\n",
                            .hierarchy = R"({"Subcategory":[{"LabelName":"/m/top","Subcategory":[
                            {"LabelName":"/m/middle","Subcategory":[{"LabelName":"/m/cat"}]}]}]})"});
    REQUIRE(part.dataset);
    CHECK(values(part.dataset->classes.parents[0]) == std::vector<ClassSlot>{1});
    // So is each of several, whatever stands above the others.
    for (const bool is_first : {true, false}) {
        const std::string listed =
            R"({"LabelName":"/m/top","Subcategory":[{"LabelName":"/m/middle","Subcategory":[)"
            R"({"LabelName":"/m/cat"}]}]})";
        const std::string alone =
            R"({"LabelName":"/m/alone","Subcategory":[{"LabelName":"/m/cat"}]})";
        const Read several = read({.boxes = box_text,
                                   .class_names = "/m/cat,Cat\n/m/top,Top\n",
                                   .hierarchy = "{\"Subcategory\":[" + (is_first ? listed : alone) +
                                                "," + (is_first ? alone : listed) + "]}"});
        REQUIRE(several.dataset);
        CHECK(values(several.dataset->classes.parents[0]) == std::vector<ClassSlot>{1});
    }
}

TEST_CASE("where the sizes of images are known, boxes are in pixels") {
    const std::string boxes =
        "ImageID,LabelName,ImageWidth,ImageHeight,XMin,XMax,YMin,YMax,IsGroupOf\n"
        "a,/m/cat,200,100,0.25,0.75,0.5,1,0\n";
    const Read out = read({.boxes = boxes});
    REQUIRE(out.dataset);
    CHECK(out.dataset->samples.width[0] == 200);
    CHECK(out.dataset->truth.box[0] == Box{.x = 50, .y = 50, .width = 100, .height = 50});
    CHECK(out.dataset->truth.area[0] == 5000);
    const std::string text =
        "ImageID,LabelName,Score,XMin,XMax,YMin,YMax\na,/m/cat,0.5,0,0.5,0,1\n";
    const MemorySource source("p.csv", text);
    Warnings warnings;
    const auto run = read_open_images_predictions(source, *out.dataset, warnings);
    REQUIRE(run);
    CHECK(run->box[0] == Box{.x = 0, .y = 0, .width = 100, .height = 100});
}

TEST_CASE("decimal commas and names with an extension are read as other tools write them") {
    const Read out = read({.boxes = "ImageID,LabelName,XMin,XMax,YMin,YMax,IsGroupOf\n"
                                    "a.png,cat,\"0,25\",\"0,75\",0,1,\n"
                                    "a.png,cat,\"1,000.5\",1,0,1,\n"});
    REQUIRE(out.dataset);
    REQUIRE(out.dataset->truth.size() == 1);
    CHECK(out.dataset->truth.box[0] == Box{.x = 0.25, .y = 0, .width = 0.5, .height = 1});
    CHECK(out.dataset->samples.names[0] == "a.png");
    CHECK(out.warnings.count_of("not-finite") == 1);
}

TEST_CASE("predictions of unknown images and classes, and without numbers, are left out") {
    const Read out = read({.boxes = box_text});
    REQUIRE(out.dataset);
    const std::string text =
        "LabelName,ImageID,Score,XMin,XMax,YMin,YMax\n"
        "/m/dog,a,0.5,0,0.5,0,1\n/m/dog,z,0.5,0,0.5,0,1\n/m/fox,a,0.5,0,0.5,0,1\n"
        "/m/dog,a,nan,0,0.5,0,1\n/m/dog,a,0.4,0,,0,1\n/m/cat,b,1e-3,0.5,0.25,0,1\n";
    const MemorySource source("p.csv", text);
    Warnings warnings;
    const auto run = read_open_images_predictions(source, *out.dataset, warnings);
    REQUIRE(run);
    REQUIRE(run->size() == 2);
    CHECK(run->name == "p.csv");
    CHECK(values(run->file_row) == std::vector<Row>{0, 5});
    CHECK(values(run->cls) == std::vector<ClassSlot>{1, 0});
    CHECK(run->score[1] == 0.001);
    CHECK(run->box[1].width == -0.25);
    CHECK(warnings.count_of("unknown-image") == 1);
    CHECK(warnings.count_of("unknown-class") == 1);
    CHECK(warnings.count_of("not-finite") == 2);
    CHECK(warnings.count_of("negative-size") == 1);

    const std::string strange = "ImageID,LabelName,Score,XMin,XMax,YMin,YMax\nz,/m/dog,1,0,1,0,1\n";
    const MemorySource strange_source("p.csv", strange);
    const auto nothing = read_open_images_predictions(strange_source, *out.dataset, warnings);
    REQUIRE(!nothing);
    CHECK(nothing.error().code == ErrorCode::mismatch);
}

TEST_CASE("files of another kind are errors that name what is missing") {
    const Read boxes = read({.boxes = "ImageID,LabelName\na,/m/cat\n"});
    REQUIRE(!boxes.dataset);
    CHECK(boxes.dataset.error().code == ErrorCode::wrong_kind);
    CHECK(boxes.dataset.error().file == "boxes.csv");
    const Read useless =
        read({.boxes = "ImageID,LabelName,XMin,XMax,YMin,YMax\na,/m/cat,left,right,0,1\n"});
    REQUIRE(!useless.dataset);
    CHECK(useless.dataset.error().code == ErrorCode::wrong_kind);
    const Read labels = read({.boxes = box_text, .image_labels = "ImageID,LabelName\n"});
    REQUIRE(!labels.dataset);
    CHECK(labels.dataset.error().file == "labels.csv");
    const Read names = read({.boxes = box_text, .class_names = "cat,Cat\n"});
    REQUIRE(!names.dataset);
    CHECK(names.dataset.error().code == ErrorCode::wrong_kind);
    const Read tree = read({.boxes = box_text, .hierarchy = "{"});
    REQUIRE(!tree.dataset);
    CHECK(tree.dataset.error().code == ErrorCode::syntax);
    CHECK(tree.dataset.error().file == "tree.json");
    const Read list = read({.boxes = box_text, .hierarchy = "[]"});
    REQUIRE(!list.dataset);
    CHECK(list.dataset.error().code == ErrorCode::wrong_kind);
}

TEST_CASE("header rows tell the tables apart") {
    const auto table = [](std::vector<std::string> columns) {
        return open_images_table_of(columns);
    };
    CHECK(table({"ImageID", "LabelName", "Score", "XMin", "XMax", "YMin", "YMax"}) ==
          OpenImagesTable::predictions);
    CHECK(table({"ImageID", "LabelName", "XMin", "XMax", "YMin", "YMax", "IsGroupOf"}) ==
          OpenImagesTable::boxes);
    CHECK(table({"ImageID", "Source", "LabelName", "Confidence"}) == OpenImagesTable::image_labels);
    CHECK(table({"LabelName", "DisplayName"}) == OpenImagesTable::class_names);
    CHECK(table({"/m/011k07", "Tortoise"}) == OpenImagesTable::class_names);
    CHECK(!table({"id", "label"}));
    CHECK(!table({"ImageID", "LabelName"}));
}
