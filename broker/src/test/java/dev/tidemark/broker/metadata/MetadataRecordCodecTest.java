package dev.tidemark.broker.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.UnreadableValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetadataRecordCodecTest {

    private final MetadataRecordCodec codec = new MetadataRecordCodec();

    @Test
    void every_record_comes_back_as_it_was() {
        Map<String, @Nullable String> configs = new HashMap<>();
        configs.put("retention.ms", "5");
        configs.put("cleanup.policy", null);
        Map<String, @Nullable Double> quotas = new HashMap<>();
        quotas.put("producer_byte_rate", 1024.5);
        quotas.put("request_percentage", null);
        UUID id = new UUID(1, 2);
        PartitionImage partition = new PartitionImage(List.of(1, 2), List.of(2), 2, 7);
        List<MetadataRecord> all = List.of(new MetadataRecord.ControllerStarted(1, 3),
                new MetadataRecord.BrokerStarted(1, 99, List.of(new Endpoint("PLAINTEXT", "::1", 9092, (short) 0)),
                        "rack-ü"),
                new MetadataRecord.BrokerStarted(2, 100, List.of(), null),
                new MetadataRecord.FeatureSet("transaction.version", (short) 2, 4),
                new MetadataRecord.TopicCreated(id, "t", List.of(partition, PartitionImage.of(List.of(3)))),
                new MetadataRecord.PartitionsAdded(id, 2, List.of(partition)),
                new MetadataRecord.ConfigChanged(id, configs),
                new MetadataRecord.TopicDeleted(id), new MetadataRecord.ProducerIdsReserved(Long.MAX_VALUE),
                new MetadataRecord.SettingsChanged(ConfigResource.ALL_BROKERS, configs),
                new MetadataRecord.SettingsChanged(ConfigResource.group("g"), Map.of()),
                new MetadataRecord.QuotaChanged(
                        new QuotaEntity(QuotaEntity.Part.DEFAULT, new QuotaEntity.Part("c"), null), quotas),
                new MetadataRecord.QuotaChanged(new QuotaEntity(null, null, new QuotaEntity.Part("::1")), Map.of()));
        Set<Class<?>> kinds = new HashSet<>();
        all.forEach(record -> kinds.add(record.getClass()));
        assertThat(kinds).as("all kinds").isEqualTo(Set.of(MetadataRecord.class.getPermittedSubclasses()));
        assertThat(read(write(all))).isEqualTo(all);
    }

    @Test
    void the_bytes_are_those_of_the_format_page() {
        byte[] bytes = write(
                List.of(new MetadataRecord.ControllerStarted(1, 3), new MetadataRecord.FeatureSet("f", (short) 2, 4)));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("02" + "0100080000000100000003" + "03000c" + "0266" + "0002" + "0000000000000004");
    }

    @Test
    void a_body_that_grew_is_read_as_far_as_it_is_known() {
        byte[] longer = HexFormat.of().parseHex("01" + "01000a0000000100000003ffff");
        assertThat(read(longer)).containsExactly(new MetadataRecord.ControllerStarted(1, 3));
    }

    @Test
    void an_unknown_type_or_version_stops_the_reader() {
        assertThatThrownBy(() -> read(HexFormat.of().parseHex("01" + "630000")))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("type 99");
        assertThatThrownBy(() -> read(HexFormat.of().parseHex("01" + "0105080000000100000003")))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("version 5");
    }

    @Test
    void damaged_bytes_are_refused_or_read_but_never_take_memory_that_was_not_sent() {
        List<MetadataRecord> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(new MetadataRecord.TopicCreated(new UUID(i, i), "topic-" + i,
                    List.of(PartitionImage.of(List.of(1)))));
        }
        byte[] good = write(records);
        for (int seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] damaged = Arrays.copyOf(good, random.nextInt(good.length) + 1);
            for (int i = random.nextInt(4); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(read(damaged)).as("seed %s", seed).isNotNull();
            } catch (UnreadableValueException refused) {
                assertThat(refused.getMessage()).as("seed %s", seed).isNotEmpty();
            }
        }
    }

    private byte[] write(List<MetadataRecord> records) {
        ByteSink sink = new ByteSink();
        codec.write(records, sink);
        return sink.toByteArray();
    }

    private List<MetadataRecord> read(byte[] bytes) {
        return codec.read(new ByteSource().reset(bytes, 0, bytes.length));
    }
}
