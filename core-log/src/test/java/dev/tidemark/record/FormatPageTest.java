package dev.tidemark.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;

/** The worked example of {@code docs/formats/record-batch.md} is what the builder writes, and what Kafka reads. */
class FormatPageTest {

    @Test
    void the_worked_example_is_true() throws IOException {
        RecordBatchBuilder builder = new RecordBatchBuilder(1_000);
        assertThat(builder.append(1_700_000_000_000L, text("tide"), text("high"), Headers.none())).isTrue();
        assertThat(builder.append(1_700_000_000_250L, null, text("low"),
                Headers.of(Header.ofText("station", "n7")))).isTrue();
        assertThat(builder.append(1_699_999_999_900L, text("tide"), null, Headers.none())).isTrue();
        ByteBuffer batch = builder.finish(BatchStamp.idempotent(4711L, (short) 0, 5).at(1_000L, 3));

        assertThat(HexFormat.of().formatHex(batch.array(), 0, batch.limit())).isEqualTo(bytesOfThePage());
        assertThat(MemoryRecords.readableRecords(batch).records()).hasSize(3);
    }

    /** The first column of the page's second code block, up to the bar. */
    private static String bytesOfThePage() throws IOException {
        Path page = Path.of(System.getProperty("tidemark.project.root"), "docs", "formats", "record-batch.md");
        StringBuilder hex = new StringBuilder();
        boolean inside = false;
        for (String line : Files.readAllLines(page, StandardCharsets.UTF_8)) {
            if (line.equals("```hex")) {
                inside = true;
            } else if (line.equals("```")) {
                inside = false;
            } else if (inside && line.contains("|")) {
                hex.append(line, 0, line.indexOf('|'));
            }
        }
        return hex.toString().replace(" ", "");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
