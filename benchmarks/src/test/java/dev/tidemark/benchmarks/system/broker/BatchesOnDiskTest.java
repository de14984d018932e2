package dev.tidemark.benchmarks.system.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchesOnDiskTest {

    @TempDir
    Path data;

    @Test
    void batches_of_all_segments_of_the_topics_partitions_are_counted() throws IOException {
        segment("orders-0", "00000000000000000000.log", 61, 100, 4_000);
        segment("orders-0", "00000000000000000003.log", 61);
        segment("orders-1", "00000000000000000000.log", 500);
        segment("others-0", "00000000000000000000.log", 61);
        Files.write(data.resolve("orders-0/00000000000000000000.index"), new byte[24]);

        assertThat(BatchesOnDisk.count(data, "orders")).isEqualTo(5);
    }

    @Test
    void room_that_is_not_written_yet_and_a_batch_that_is_cut_off_are_none() throws IOException {
        Path segment = segment("orders-0", "00000000000000000000.log", 61, 61);
        byte[] whole = Files.readAllBytes(segment);
        byte[] withRoom = Arrays.copyOf(whole, whole.length + 4_096);
        Files.write(segment, withRoom);
        assertThat(BatchesOnDisk.count(data, "orders")).isEqualTo(2);

        Files.write(segment, Arrays.copyOf(whole, whole.length - 1));
        assertThat(BatchesOnDisk.count(data, "orders")).isEqualTo(1);
    }

    private Path segment(String partition, String name, int... lengths) throws IOException {
        int size = 0;
        for (int length : lengths) {
            size += 12 + length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        for (int length : lengths) {
            bytes.putLong(0).putInt(length).put(new byte[length]);
        }
        Path folder = Files.createDirectories(data.resolve(partition));
        return Files.write(folder.resolve(name), bytes.array());
    }
}
