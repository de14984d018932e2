package dev.tidemark.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.cli.demo.DemoRecord;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.examples.flights.Flights;
import dev.tidemark.examples.quakes.Quakes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoInputTest {

    private static final String QUAKE_HEADER = "arrival_ms,event_ms,id,net,type,status,mag,lat,lon,depth_km,place\n";

    @Test
    void the_command_line_finds_both_demos() {
        assertThat(ServiceLoader.load(Demo.class).stream().map(demo -> demo.get().name()))
                .containsExactlyInAnyOrder("quakes", "flights");
    }

    @Test
    void a_row_becomes_a_json_object_with_numbers_as_spelled() throws IOException {
        try (DemoInput input = new Quakes().open(null)) {
            DemoRecord first = input.next();
            assertThat(first).isNotNull();
            assertThat(new String(first.key(), StandardCharsets.UTF_8)).isEqualTo("ak18247005");
            assertThat(first.timestampMs()).isEqualTo(1517365391235L);
            assertThat(new String(first.value(), StandardCharsets.UTF_8)).isEqualTo(
                    "{\"arrival_ms\":1517365391235,\"event_ms\":1517365101235,\"id\":\"ak18247005\",\"net\":\"ak\","
                            + "\"type\":\"earthquake\",\"status\":\"automatic\",\"mag\":2.3,\"lat\":59.8411,"
                            + "\"lon\":-136.5559,\"depth_km\":0,\"place\":\"81km WNW of Skagway, Alaska\"}");
        }
    }

    @Test
    void every_row_of_both_files_is_read() throws IOException {
        assertThat(count(new Quakes())).isEqualTo(1_707);
        assertThat(count(new Flights())).isEqualTo(9_045);
    }

    @Test
    void an_empty_cell_is_null(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("q.csv"), QUAKE_HEADER + "2,1,a,ak,quake,,,1,2,,\n");
        try (DemoInput input = new Quakes().open(file)) {
            DemoRecord row = input.next();
            assertThat(row).isNotNull();
            assertThat(new String(row.value(), StandardCharsets.UTF_8)).contains("\"status\":null", "\"mag\":null",
                    "\"depth_km\":null", "\"place\":null");
            assertThat(input.next()).isNull();
        }
    }

    @Test
    void a_bad_row_is_named_by_file_line_and_column(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("q.csv"),
                QUAKE_HEADER + "2,1,a,ak,q,r,1,1,2,3,x\n2,1,a,ak,q,r,strong,1,2,3,x\n");
        try (DemoInput input = new Quakes().open(file)) {
            assertThat(input.next()).isNotNull();
            assertThatExceptionOfType(TidemarkException.class).isThrownBy(input::next)
                    .withMessageContaining(file + ", line 3, column 'mag'")
                    .withMessageContaining("'strong'")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(FailureCode.INPUT_ROW_INVALID));
        }
    }

    @Test
    void a_file_without_a_column_is_refused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("q.csv"), "arrival_ms,id\n1,a\n");
        try (DemoInput input = new Quakes().open(file)) {
            assertThatExceptionOfType(TidemarkException.class).isThrownBy(input::next)
                    .withMessageContaining("no column 'event_ms'");
        }
    }

    @Test
    void a_file_that_is_not_there_is_named(@TempDir Path folder) {
        assertThatExceptionOfType(TidemarkException.class)
                .isThrownBy(() -> new Quakes().open(folder.resolve("none.csv")))
                .withMessageContaining("none.csv");
    }

    private static int count(Demo demo) throws IOException {
        int rows = 0;
        try (DemoInput input = demo.open(null)) {
            while (input.next() != null) {
                rows++;
            }
        }
        return rows;
    }
}
