package dev.tidemark.benchmarks.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What other programs print is read as they mean it; what is not there is an error and no zero. */
class ToolReportsTest {

    @Test
    void the_producer_tools_last_line_counts_and_not_those_before_it() {
        ProducerReport report = ProducerReport.parse(List.of(
                "200000 records sent, 40000.0 records/sec (3.81 MB/sec), 11.9 ms avg latency, 252.0 ms max latency.",
                "300000 records sent, 50000.0 records/sec (4.77 MB/sec), 11.91 ms avg latency, 252.00 ms max latency, "
                        + "5 ms 50th, 44 ms 95th, 93 ms 99th, 120 ms 99.9th."));
        assertThat(report).isEqualTo(new ProducerReport(300_000, 50_000, 93));
    }

    @Test
    void several_producers_take_as_long_as_the_slowest() {
        ProducerReport report = ProducerReport.parse(List.of(last(1_000, 500, 20), last(1_000, 250, 80), last(1_000,
                1_000, 10)));
        assertThat(report.records()).isEqualTo(3_000);
        assertThat(report.recordsPerSecond()).isEqualTo(750);
        assertThat(report.p99Millis()).isEqualTo(80);
    }

    private static String last(int records, int perSecond, int p99) {
        return records + " records sent, " + perSecond + ".0 records/sec (1.00 MB/sec), 1.00 ms avg latency, "
                + "9.00 ms max latency, 1 ms 50th, 2 ms 95th, " + p99 + " ms 99th, 90 ms 99.9th.";
    }

    @Test
    void a_tool_that_broke_off_reports_nothing() {
        assertThatThrownBy(() -> ProducerReport.parse(List.of("org.apache.kafka.common.errors.TimeoutException: ...")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TimeoutException");
        assertThatThrownBy(() -> ConsumerReport.parse(List.of(
                "start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, "
                        + "rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_consumer_tools_line_of_values() {
        ConsumerReport report = ConsumerReport.parse(List.of("SLF4J: Defaulting to no-operation",
                "2026-11-28 15:00:00:000, 2026-11-28 15:00:04:500, 19.0735, 4.2386, 200000, 44444.4, 1500, 3000, "
                        + "6.3578, 66666.7"));
        assertThat(report).isEqualTo(new ConsumerReport(200_000, 19.0735, 3.0));
    }

    @Test
    void straces_table_of_calls_with_and_without_errors() {
        assertThat(SyncCalls.sum(List.of("% time     seconds  usecs/call     calls    errors syscall",
                "------ ----------- ----------- --------- --------- ----------------",
                " 90.11    1.234567         823      1500           fdatasync",
                "  9.80    0.100000         100        40         2 msync",
                "  0.09    0.000100          10         3           fsync",
                "------ ----------- ----------- --------- --------- ----------------",
                "100.00    1.334667         865      1543         2 total"))).isEqualTo(1_543);
        assertThat(SyncCalls.sum(List.of())).isZero();
    }

    @Test
    void resident_memory_in_mebibytes() {
        List<String> status = List.of("VmHWM:\t  204800 kB", "VmRSS:\t  102400 kB", "RssAnon:\t   51200 kB");
        assertThat(ResidentMemory.mebibytes("VmRSS:", status)).isEqualTo(100);
        assertThatThrownBy(() -> ResidentMemory.mebibytes("Pss:", status)).hasMessageContaining("Pss:");
    }

    @Test
    void values_are_all_of_one_size_and_the_same_each_time() {
        String lines = Payload.lines(100);
        assertThat(lines.lines()).allSatisfy(line -> assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSize(100));
        assertThat(lines.lines().distinct().count()).isEqualTo(lines.lines().count());
        assertThat(Payload.lines(100)).isEqualTo(lines);
    }
}
