// Growing<T>: an array of plain values that grows without being cleared or copied element by element.
//
// What it is for: columns while they are filled. Unlike std::vector it never writes to memory before
// the caller does (a first touch of a page costs as much as parsing the row that goes there), and it
// grows by realloc, which moves large blocks by remapping pages.
// What it does not do: constructors, destructors, exceptions other than std::bad_alloc.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace errata {

template <typename T>
class Growing {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    Growing() = default;
    Growing(Growing&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)),
          size_(std::exchange(other.size_, 0)),
          capacity_(std::exchange(other.capacity_, 0)) {}
    Growing& operator=(Growing&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
        return *this;
    }
    Growing(const Growing&) = delete;
    Growing& operator=(const Growing&) = delete;
    ~Growing() { std::free(data_); }

    void push(T value) {
        if (size_ == capacity_) reserve(size_ + 1);
        data_[size_++] = value;
    }

    // Makes room for `count` more and returns where they start; their contents are not set.
    T* extend(std::size_t count) {
        reserve(size_ + count);
        T* const added = data_ + size_;
        size_ += count;
        return added;
    }

    void append(std::span<const T> values) {
        if (!values.empty()) std::memcpy(extend(values.size()), values.data(), values.size_bytes());
    }

    void reserve(std::size_t wanted) {
        if (wanted <= capacity_) return;
        const std::size_t least = capacity_ + capacity_ / 2 + 16;
        set_capacity(wanted < least ? least : wanted);
    }

    // Gives back what was reserved and not used.
    void shrink() {
        if (size_ < capacity_ && size_ > 0) set_capacity(size_);
    }

    // Keeps the first `size` values; `size` may not exceed size().
    void truncate(std::size_t size) { size_ = size; }

    T* data() { return data_; }
    const T* data() const { return data_; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    T& operator[](std::size_t i) { return data_[i]; }
    const T& operator[](std::size_t i) const { return data_[i]; }
    T* begin() { return data_; }
    T* end() { return data_ + size_; }
    const T* begin() const { return data_; }
    const T* end() const { return data_ + size_; }
    std::span<const T> span() const { return {data_, size_}; }
    std::span<T> span() { return {data_, size_}; }

    // Hands the block to the caller, who frees it with std::free.
    T* release() {
        size_ = capacity_ = 0;
        return std::exchange(data_, nullptr);
    }

private:
    void set_capacity(std::size_t capacity) {
        void* const moved = std::realloc(data_, capacity * sizeof(T));
        if (moved == nullptr) throw std::bad_alloc();
        data_ = static_cast<T*>(moved);
        capacity_ = capacity;
    }

    T* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

}  // namespace errata
