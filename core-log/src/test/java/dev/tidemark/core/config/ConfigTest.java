package dev.tidemark.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {

    @TempDir
    Path folder;

    @Test
    void a_server_properties_file_sets_keys_and_the_rest_has_defaults() {
        Config config = parse("""
                # a comment \\
                node.id = 7
                log.dirs=/a, /b ,
                listeners=PLAINTEXT://127.0.0.1:0,\\
                  INTERNAL://127.0.0.1:1
                """);
        assertThat(config.get(BrokerKeys.NODE_ID)).isEqualTo(7);
        assertThat(config.get(BrokerKeys.LOG_DIRS)).containsExactly("/a", "/b");
        assertThat(config.get(BrokerKeys.LISTENERS)).containsExactly("PLAINTEXT://127.0.0.1:0",
                "INTERNAL://127.0.0.1:1");
        assertThat(config.get(BrokerKeys.NUM_PARTITIONS)).isEqualTo(1);
        assertThat(config.source(BrokerKeys.NUM_PARTITIONS)).isEqualTo(ConfigSource.DEFAULT);
        assertThat(config.find(BrokerKeys.ADVERTISED_LISTENERS)).isNull();
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void every_key_that_is_declared_is_known() throws IllegalAccessException {
        List<Object> declared = new ArrayList<>();
        for (Field field : BrokerKeys.class.getFields()) {
            if (field.getType() == ConfigKey.class) {
                declared.add(field.get(null));
            }
        }
        assertThat(BrokerKeys.ALL).containsExactlyInAnyOrderElementsOf(
                declared.stream().<ConfigKey<?>>map(key -> (ConfigKey<?>) key).toList());
    }

    @Test
    void the_command_line_goes_over_the_file() {
        Config config = ConfigFile.parse(ConfigScope.BROKER, "server.properties", "num.partitions=2",
                Map.of("num.partitions", "3"));
        assertThat(config.get(BrokerKeys.NUM_PARTITIONS)).isEqualTo(3);
        assertThat(config.source(BrokerKeys.NUM_PARTITIONS)).isEqualTo(ConfigSource.OVERRIDE);
    }

    @Test
    void an_unknown_key_is_refused_with_the_nearest_one_and_its_line() {
        assertFails(() -> parse("node.id=1\n\nnum.partition=4\n"), FailureCode.CONFIG_UNKNOWN_KEY, failure -> {
            assertThat(failure.what()).contains("'num.partition'");
            assertThat(failure.where()).isEqualTo("server.properties, line 3");
            assertThat(failure.remedy()).contains("'num.partitions'");
        });
        assertFails(() -> Config.of(ConfigScope.TOPIC, Map.of("retention", "1")), FailureCode.CONFIG_UNKNOWN_KEY,
                failure -> assertThat(failure.remedy()).contains("'retention.ms'"));
    }

    @Test
    void the_first_line_of_a_continued_setting_is_the_one_that_is_named() {
        assertFails(() -> parse("# c\\\nnode.id=1\nlisten\\\n ers.x=\\\n 3\n"), FailureCode.CONFIG_UNKNOWN_KEY,
                failure -> assertThat(failure.where()).isEqualTo("server.properties, line 3"));
    }

    @Test
    void a_key_of_kafka_that_is_not_served_is_one_warning_that_names_it_and_not_its_value() {
        Config config = parse(
                "num.io.threads=8\nssl.keystore.password=hunter2\nlistener.name.x.ssl.keystore.password=hunter2\n");
        assertThat(config.warnings()).hasSize(3)
                .anyMatch(warning -> warning.contains("'num.io.threads'") && warning.contains("line 1"))
                .anyMatch(warning -> warning.contains("'ssl.keystore.password'"))
                .noneMatch(warning -> warning.contains("hunter2"));
        assertThat(config.settings().toString()).doesNotContain("hunter2");
    }

    @Test
    void an_invalid_value_is_refused_with_key_value_and_what_is_allowed() {
        assertFails(() -> parse("num.partitions=many"), FailureCode.CONFIG_INVALID_VALUE, failure -> {
            assertThat(failure.what()).contains("'many'", "'num.partitions'");
            assertThat(failure.remedy()).contains("at least 1");
        });
        assertFails(() -> parse("tidemark.flush=never"), FailureCode.CONFIG_INVALID_VALUE,
                failure -> assertThat(failure.remedy()).contains("group, os"));
        assertFails(() -> parse("tidemark.disk.full.percent=101"), FailureCode.CONFIG_INVALID_VALUE,
                failure -> assertThat(failure.remedy()).contains("1 to 100"));
        assertFails(() -> parse("log.cleanup.policy=delete,shred"), FailureCode.CONFIG_INVALID_VALUE,
                failure -> assertThat(failure.remedy()).contains("delete, compact"));
        assertFails(() -> parse("auto.create.topics.enable=yes"), FailureCode.CONFIG_INVALID_VALUE,
                failure -> assertThat(failure.remedy()).contains("true or false"));
        assertFails(() -> parse("log.retention.ms=-2"), FailureCode.CONFIG_INVALID_VALUE,
                failure -> assertThat(failure.remedy()).contains("at least -1"));
    }

    @Test
    void a_size_is_told_in_bytes_or_with_a_letter_for_what_it_counts() {
        assertThat(stateMemory("4194304")).isEqualTo(4L << 20);
        assertThat(stateMemory("2048k")).isEqualTo(2L << 20);
        assertThat(stateMemory("256m")).isEqualTo(256L << 20);
        assertThat(stateMemory("2G")).isEqualTo(2L << 30);
        for (String none : List.of("", "m", "2t", "2.5g", "9000000000g")) {
            assertFails(() -> stateMemory(none), FailureCode.CONFIG_INVALID_VALUE, failure -> {
                assertThat(failure.getMessage()).contains("256m");
                assertThat(failure.remedy()).contains("at least 1048576");
            });
        }
        assertFails(() -> stateMemory("64k"), FailureCode.CONFIG_INVALID_VALUE,
                failure -> assertThat(failure.remedy()).contains("at least 1048576"));
    }

    @Test
    void a_file_that_cannot_be_read_is_named() throws IOException {
        assertFails(() -> ConfigFile.read(ConfigScope.BROKER, folder.resolve("none"), Map.of()),
                FailureCode.CONFIG_UNREADABLE,
                failure -> assertThat(failure.where()).isEqualTo(folder.resolve("none").toString()));
        Path binary = Files.write(folder.resolve("binary"), new byte[]{(byte) 0xff, (byte) 0xfe, 0});
        assertFails(() -> ConfigFile.read(ConfigScope.BROKER, binary, Map.of()), FailureCode.CONFIG_UNREADABLE,
                failure -> assertThat(failure.why()).contains("UTF-8"));
        assertFails(() -> parse("node.id=1\nlog.dirs=\\u00zz\n"), FailureCode.CONFIG_UNREADABLE,
                failure -> assertThat(failure.where()).isEqualTo("server.properties, line 2"));
    }

    @Test
    void a_topic_takes_its_own_value_then_the_broker_s_finest_unit_then_the_default() {
        Config broker = parse(
                "log.retention.hours=2\nlog.retention.minutes=3\nmin.insync.replicas=2\ntidemark.flush=os\n");
        Config plain = Config.ofTopic(broker, "t", Map.of());
        assertThat(plain.get(TopicKeys.RETENTION_MS)).isEqualTo(180_000L);
        assertThat(plain.source(TopicKeys.RETENTION_MS)).isEqualTo(ConfigSource.FILE);
        assertThat(plain.get(TopicKeys.MIN_INSYNC_REPLICAS)).isEqualTo(2);
        assertThat(plain.get(TopicKeys.FLUSH)).isEqualTo("os");
        assertThat(plain.get(TopicKeys.SEGMENT_BYTES)).isEqualTo(1_073_741_824);

        Config own = Config.ofTopic(broker, "t", Map.of("retention.ms", "-1", "tidemark.flush", "group"));
        assertThat(own.get(TopicKeys.RETENTION_MS)).isEqualTo(-1L);
        assertThat(own.source(TopicKeys.RETENTION_MS)).isEqualTo(ConfigSource.TOPIC);
        assertThat(own.get(TopicKeys.FLUSH)).isEqualTo("group");
        assertThat(parse("log.retention.hours=-1").get(TopicKeys.RETENTION_MS)).isEqualTo(-1L);
    }

    @Test
    void an_older_name_sets_a_broker_key_and_the_newer_one_wins() {
        assertThat(parse("broker.id=4").get(BrokerKeys.NODE_ID)).isEqualTo(4);
        assertThat(parse("broker.id=4\nnode.id=5").get(BrokerKeys.NODE_ID)).isEqualTo(5);
        assertThat(parse("log.dir=/x").get(BrokerKeys.LOG_DIRS)).containsExactly("/x");
    }

    @Test
    void every_topic_key_of_kafka_is_served_or_known() throws IllegalAccessException {
        ConfigTable table = ConfigTable.standard();
        Set<String> missing = new HashSet<>();
        for (var field : TopicConfig.class.getFields()) {
            String name = String.valueOf(field.get(null));
            if (field.getName().endsWith("_CONFIG") && table.find(ConfigScope.TOPIC, name) == null
                    && !table.knownToKafka(ConfigScope.TOPIC, name)) {
                missing.add(name);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void every_client_key_of_kafka_is_served_or_known() {
        ConfigTable table = ConfigTable.standard();
        Set<String> all = new HashSet<>(ProducerConfig.configNames());
        all.addAll(ConsumerConfig.configNames());
        all.addAll(AdminClientConfig.configNames());
        all.removeIf(name -> table.find(ConfigScope.CLIENT, name) != null
                || table.knownToKafka(ConfigScope.CLIENT, name));
        assertThat(all).isEmpty();
    }

    @Test
    void no_key_is_both_served_and_listed_as_not_served() {
        for (ConfigScope scope : List.of(ConfigScope.BROKER, ConfigScope.TOPIC, ConfigScope.CLIENT)) {
            for (ConfigKey<?> key : ConfigTable.standard().keys(scope)) {
                assertThat(ConfigTable.standard().kafkaNames(scope)).doesNotContain(key.name());
            }
        }
    }

    @Test
    void every_default_is_allowed() {
        for (ConfigScope scope : ConfigScope.values()) {
            for (ConfigKey<?> key : ConfigTable.standard().keys(scope)) {
                String text = key.defaultText();
                if (text != null) {
                    Object parsed = key.type().parse(text);
                    assertThat(parsed).as(key.name()).isEqualTo(key.defaultValue());
                    assertThat(key.allowed().admits(key.defaultValue())).as(key.name()).isTrue();
                }
            }
        }
    }

    private static Config parse(String text) {
        return ConfigFile.parse(ConfigScope.BROKER, "server.properties", text, Map.of());
    }

    private static @Nullable Long stateMemory(String text) {
        return ConfigFile
                .parse(ConfigScope.APP, "app.properties", "tidemark.state.memory.bytes=" + text, Map.of())
                .find(AppKeys.STATE_MEMORY_BYTES);
    }

    private static void assertFails(ThrowingCallable call, FailureCode code, Consumer<TidemarkException> more) {
        assertThatThrownBy(call).isInstanceOfSatisfying(TidemarkException.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            more.accept(failure);
        });
    }
}
