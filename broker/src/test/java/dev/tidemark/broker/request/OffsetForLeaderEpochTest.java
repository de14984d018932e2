package dev.tidemark.broker.request;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.broker.RunningBroker;
import dev.tidemark.broker.net.WireClient;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.OffsetForLeaderEpochRequest;
import dev.tidemark.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderPartition;
import dev.tidemark.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderTopic;
import dev.tidemark.protocol.message.OffsetForLeaderEpochResponse;
import dev.tidemark.protocol.message.OffsetForLeaderEpochResponse.EpochEndOffset;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where epochs of leadership ended: a log of three records from before a restart of the broker, and two from after it. */
class OffsetForLeaderEpochTest {

    private static final TopicPartition PARTITION = new TopicPartition("led-twice", 0);
    private static final int UNKNOWN = -1;

    @TempDir
    Path folder;
    private RunningBroker running;
    private Admin admin;
    private int before;
    private int now;

    @BeforeEach
    void start() throws Exception {
        running = new RunningBroker(folder, Map.of());
        admin = running.admin();
        done(admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all());
        produce("a", "b", "c");
        before = currentEpoch();
        admin.close();
        running.restart();
        admin = running.admin();
        produce("d", "e");
        now = currentEpoch();
        assertThat(now).as("the epoch of the second leadership").isGreaterThan(before);
    }

    @AfterEach
    void stop() {
        admin.close();
        running.close();
    }

    @Test
    void epochs_end_where_the_next_begins_and_the_current_one_at_the_end_of_the_log() throws Exception {
        for (int version = 2; version <= 4; version++) {
            assertThat(ask(UNKNOWN, before, version)).as("version " + version).isEqualTo(end(before, 3));
            assertThat(ask(UNKNOWN, now, version)).as("version " + version).isEqualTo(end(now, 5));
            assertThat(ask(UNKNOWN, now + 1, version)).as("version " + version).isEqualTo(end(-1, -1));
            assertThat(ask(UNKNOWN, -1, version)).as("version " + version).isEqualTo(end(-1, -1));
        }
    }

    @Test
    void an_epoch_of_which_nothing_is_left_ended_where_the_log_begins() throws Exception {
        done(admin.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(4))).all());
        assertThat(ask(UNKNOWN, before, 4)).isEqualTo(end(before, 4));
        assertThat(ask(UNKNOWN, now, 4)).isEqualTo(end(now, 5));
    }

    @Test
    void who_believes_in_another_leadership_is_fenced() throws Exception {
        assertThat(ask(now, before, 4)).isEqualTo(end(before, 3));
        assertThat(ask(before, before, 4)).isEqualTo(failed(0, ErrorCode.FENCED_LEADER_EPOCH));
        assertThat(ask(now + 1, before, 4)).isEqualTo(failed(0, ErrorCode.UNKNOWN_LEADER_EPOCH));
    }

    @Test
    void a_partition_that_is_not_there_is_told() throws Exception {
        assertThat(ask(new OffsetForLeaderPartition(7, UNKNOWN, 0), 4))
                .isEqualTo(failed(7, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
    }

    @Test
    void a_consumer_goes_on_from_a_position_that_its_epoch_had() {
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.seek(PARTITION, new OffsetAndMetadata(3, Optional.of(before), ""));
            List<String> values = new ArrayList<>();
            for (int polls = 0; values.size() < 2 && polls < 100; polls++) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            assertThat(values).containsExactly("d", "e");
        }
    }

    @Test
    void a_consumer_notices_that_its_epoch_ended_before_its_position() {
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.seek(PARTITION, new OffsetAndMetadata(4, Optional.of(before), ""));
            LogTruncationException truncated = catchThrowableOfType(LogTruncationException.class, () -> {
                for (int polls = 0; polls < 100; polls++) {
                    consumer.poll(Duration.ofMillis(200));
                }
            });
            assertThat(truncated).isNotNull();
            assertThat(truncated.divergentOffsets())
                    .containsOnly(Map.entry(PARTITION, new OffsetAndMetadata(3, Optional.of(before), "")));
        }
    }

    private void produce(String... values) {
        for (String value : values) {
            running.produce(PARTITION.topic(), PARTITION.partition(), value);
        }
    }

    private int currentEpoch() throws Exception {
        return done(admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest())).partitionResult(PARTITION)).leaderEpoch()
                .orElseThrow();
    }

    private KafkaConsumer<String, String> consumer() {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", running.broker().bootstrapServers(), "auto.offset.reset", "none"),
                new StringDeserializer(), new StringDeserializer());
        consumer.assign(List.of(PARTITION));
        return consumer;
    }

    private EpochEndOffset ask(int currentLeaderEpoch, int leaderEpoch, int version) throws IOException {
        return ask(new OffsetForLeaderPartition(PARTITION.partition(), currentLeaderEpoch, leaderEpoch), version);
    }

    private EpochEndOffset ask(OffsetForLeaderPartition asked, int version) throws IOException {
        OffsetForLeaderEpochRequest request = new OffsetForLeaderEpochRequest(-2,
                List.of(new OffsetForLeaderTopic(PARTITION.topic(), List.of(asked))));
        try (WireClient client = new WireClient(new InetSocketAddress("127.0.0.1", running.broker().port()))) {
            return client.call(request, OffsetForLeaderEpochResponse.class, version)
                    .topics()
                    .getFirst()
                    .partitions()
                    .getFirst();
        }
    }

    private static EpochEndOffset end(int epoch, long offset) {
        return new EpochEndOffset(ErrorCode.NONE.code(), PARTITION.partition(), epoch, offset);
    }

    private static EpochEndOffset failed(int partition, ErrorCode error) {
        return new EpochEndOffset(error.code(), partition, -1, -1);
    }
}
