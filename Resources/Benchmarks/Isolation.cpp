// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs that files are opened by another process: the calls of one request on the files of a series,
// as the plugin makes them (through a worker unless a file is plain), and by the worker's code called here.
// Prints milliseconds, one line for each kind of call; of each call the quickest of all rounds counts,
// because others use the machine too. Fails when the two ways do not write the same bytes.
//   MprBenchmarkIsolation WORKER ROUNDS FILE...
#include "Dicom/Dicom.h"
#include "Worker/Reader.hpp"
#include "Worker/Writer.hpp"
#include "Workers/Pool.h"
#include "Workers/Protocol.h"

#include <gdcmTrace.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <sys/mman.h>
#include <vector>

namespace
{
using Bytes = std::vector<char>;

constexpr size_t ARENA = size_t{256} << 20;
constexpr size_t HEAD = size_t{64} << 10; // of a large file, as Dicom.c gives it to a worker

struct Cost {
    double worker_ms = HUGE_VAL, here_ms = HUGE_VAL;

    void take(double worker, double here)
    {
        worker_ms = std::min(worker_ms, worker);
        here_ms = std::min(here_ms, here);
    }
};

[[noreturn]] void stop(const char *what, const char *why)
{
    std::fprintf(stderr, "%s: %s\n", what, why);
    std::exit(EXIT_FAILURE);
}

template <typename Action> double milliseconds(Action action)
{
    const auto start = std::chrono::steady_clock::now();
    action();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

// The code of the worker in this process. What it works on is laid out before the clock runs: without another
// process nobody would have to copy it.
class Here
{
  public:
    Here()
    {
        base = static_cast<unsigned char *>(
            mmap(nullptr, ARENA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
        if (base == MAP_FAILED) {
            stop("memory", "there is none");
        }
    }
    template <typename Call> double measure(Call call, MprTask task, const Bytes &input, size_t inputSize)
    {
        std::memcpy(base, input.data(), std::min(input.size(), inputSize));
        task.input_size = inputSize;
        report = MprReport{};
        return milliseconds([&] {
            mpr::Arena arena(base, ARENA, inputSize);
            MprError error{};
            isDone = mpr::guard(&error, [&] { call(task, arena, report); });
            if (!isDone && !isPart(task)) {
                stop("here", error.message);
            }
        });
    }
    Bytes output() const
    {
        const char *start = reinterpret_cast<const char *>(base) + report.output.offset;
        return Bytes(start, start + report.output.size);
    }
    // The first part of a file may tell nothing.
    bool wantsMore() const { return !isDone || report.needs_more != 0; }

  private:
    static bool isPart(const MprTask &task)
    {
        return task.kind == MPR_TASK_LOAD && task.given_size < task.input_size;
    }

    MprReport report{};
    bool isDone = false;
    unsigned char *base;
};

class Series
{
  public:
    Series(const char *worker, int count, char **paths)
    {
        const MprPoolSettings settings{worker, 1, 60, ARENA, 0};
        if (!mpr_pool_create(&settings, &pool, &error)) {
            stop(worker, error.message);
        }
        for (int index = 0; index < count; index++) {
            std::ifstream file(paths[index], std::ios::binary);
            files.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        }
        frames.resize(files.size());
    }
    ~Series()
    {
        forgetFrames();
        mpr_pool_free(pool);
    }
    Series(const Series &) = delete;
    Series &operator=(const Series &) = delete;

    void describe()
    {
        MprFrameHeader *headers = nullptr;
        size_t count = 0;
        const Bytes &file = files.front();
        const double worker_ms = milliseconds(
            [&] { check(mpr_dicom_describe(pool, file.data(), file.size(), &headers, &count, &error)); });
        mpr_free(headers);
        MprTask task{};
        task.kind = MPR_TASK_DESCRIBE;
        task.given_size = file.size();
        cost("describe").take(worker_ms, here.measure(mpr::describe, task, file, file.size()));
    }

    // Every file in turn both ways, so that both meet the same machine.
    void load()
    {
        forgetFrames();
        for (size_t index = 0; index < files.size(); index++) {
            const double worker_ms = loadByWorker(files[index], &frames[index]);
            cost("load", index).take(worker_ms, loadHere(files[index]));
        }
    }

    void write()
    {
        const MprDerivation derivation = derive();
        std::vector<const MprBuffer *> attributes;
        for (const MprFrame *frame : frames) {
            attributes.push_back(&frame->attributes);
        }
        const MprBuffer &pixels = frames.front()->pixels;
        MprBuffer file{};
        const double worker_ms = milliseconds([&] {
            check(mpr_dicom_write(pool, &derivation, nullptr, attributes.data(), attributes.size(), &pixels,
                                  &file, &error));
        });
        written.assign(static_cast<char *>(file.data), static_cast<char *>(file.data) + file.size);
        mpr_buffer_release(&file);
        const Bytes input = layOut(derivation, pixels);
        MprTask task{};
        task.kind = MPR_TASK_WRITE;
        task.pixels_size = pixels.size;
        task.count = frames.size();
        cost("write").take(worker_ms, here.measure(mpr::write, task, input, input.size()));
        if (here.output() != written) {
            stop("write", "the worker and this process do not write the same");
        }
    }

    void readAgain()
    {
        MprFrame *frame = nullptr;
        const double worker_ms = loadByWorker(written, &frame);
        mpr_frame_free(frame);
        cost("read").take(worker_ms, loadHere(written));
    }

    void print() const
    {
        for (const auto &[kind, calls] : costs) {
            Cost sum{0, 0};
            for (const Cost &call : calls) {
                sum.worker_ms += call.worker_ms;
                sum.here_ms += call.here_ms;
            }
            std::printf("%s %.4f %.4f\n", kind.c_str(), sum.worker_ms, sum.here_ms);
        }
    }

  private:
    Cost &cost(const char *kind, size_t index = 0)
    {
        std::vector<Cost> &calls = costs[kind];
        calls.resize(std::max(calls.size(), index + 1));
        return calls[index];
    }

    void check(bool ok)
    {
        if (!ok) {
            stop("worker", error.message);
        }
    }

    double loadByWorker(const Bytes &bytes, MprFrame **frame)
    {
        MprBuffer file{};
        check(mpr_buffer_copy(bytes.data(), bytes.size(), &file, &error)); // as the archive gives it
        const double time = milliseconds(
            [&] { check(mpr_dicom_load_taking(pool, &file, 0, mpr_all_rows(), frame, &error)); });
        mpr_buffer_release(&file);
        return time;
    }

    double loadHere(const Bytes &file)
    {
        MprTask task{};
        task.kind = MPR_TASK_LOAD;
        task.given_size = file.size() >= 4 * HEAD ? HEAD : file.size();
        double time = here.measure(mpr::load, task, file, file.size());
        if (here.wantsMore()) {
            task.given_size = file.size();
            time += here.measure(mpr::load, task, file, file.size());
        }
        return time;
    }

    // The first image once more, as if it were resliced from all of them.
    MprDerivation derive() const
    {
        const MprFrameHeader &header = frames.front()->header;
        MprDerivation derivation{};
        derivation.grid = header.grid;
        derivation.encoding = header.encoding;
        derivation.family = header.family;
        derivation.thickness_mm = 1.0;
        derivation.window_width = 1.0;
        std::snprintf(derivation.sop_instance_uid, sizeof derivation.sop_instance_uid, "2.25.1");
        std::snprintf(derivation.series_instance_uid, sizeof derivation.series_instance_uid, "2.25.2");
        std::snprintf(derivation.derivation_description, sizeof derivation.derivation_description, "MPR");
        derivation.instance_number = 1;
        derivation.image_count = 1;
        return derivation;
    }

    Bytes layOut(const MprDerivation &derivation, const MprBuffer &pixels) const
    {
        Bytes input;
        const auto append = [&input](const void *data, size_t size) {
            const char *start = static_cast<const char *>(data);
            input.insert(input.end(), start, start + size);
        };
        append(&derivation, sizeof derivation);
        append(pixels.data, pixels.size);
        for (const MprFrame *frame : frames) {
            const uint64_t size = frame->attributes.size;
            append(&size, sizeof size);
            append(frame->attributes.data, frame->attributes.size);
        }
        return input;
    }

    void forgetFrames()
    {
        for (MprFrame *&frame : frames) {
            mpr_frame_free(frame);
            frame = nullptr;
        }
    }

    MprPool *pool = nullptr;
    MprError error{};
    Here here;
    std::vector<Bytes> files;
    std::vector<MprFrame *> frames;
    Bytes written;
    std::map<std::string, std::vector<Cost>> costs; // of each call of a kind
};

} // namespace

int main(int argc, char **argv)
{
    if (argc < 4) {
        stop("usage", "MprBenchmarkIsolation WORKER ROUNDS FILE...");
    }
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
    gdcm::Trace::DebugOff();
    Series series(argv[1], argc - 3, argv + 3);
    const long rounds = std::strtol(argv[2], nullptr, 10);
    for (long round = 0; round < rounds; round++) {
        series.describe();
        series.load();
        series.write();
        series.readAgain();
    }
    series.print();
    return EXIT_SUCCESS;
}
