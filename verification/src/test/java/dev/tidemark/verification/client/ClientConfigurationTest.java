package dev.tidemark.verification.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.consumer.RecordConsumer;
import dev.tidemark.client.net.ClientConfig;
import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.client.producer.RecordProducer;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A key that somebody set is served, or named in a warning, or refused; never ignored in silence. */
class ClientConfigurationTest {

    private enum Client {
        PRODUCER, CONSUMER, ADMIN;

        AutoCloseable open(ClientEnvironment environment, Map<String, String> settings) {
            return switch (this) {
                case PRODUCER -> RecordProducer.open(environment, settings);
                case CONSUMER -> RecordConsumer.open(environment, settings);
                case ADMIN -> Admin.open(environment, settings);
            };
        }
    }

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ClientConfig.class);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private List<String> warnings() {
        return lines.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void a_key_of_kafka_that_we_do_not_serve_is_named_in_a_warning(Client client) throws Exception {
        try (TcpNetwork network = TcpNetwork.start();
                AutoCloseable opened = client.open(network.environment(), Map.of("bootstrap.servers", "127.0.0.1:1",
                        "interceptor.classes", "some.Class", "retry.backoff.ms", "50"))) {
            assertThat(opened).isNotNull();
        }
        assertThat(warnings()).containsExactly("configuration key 'interceptor.classes' (settings of the client)"
                + " exists in Apache Kafka but is not served by Tidemark; it has no effect");
    }

    @ParameterizedTest
    @EnumSource
    void an_unknown_key_is_refused_with_the_nearest(Client client) throws Exception {
        try (TcpNetwork network = TcpNetwork.start()) {
            assertThatThrownBy(() -> client.open(network.environment(),
                    Map.of("bootstrap.servers", "127.0.0.1:1", "retry.backof.ms", "50")))
                    .isInstanceOfSatisfying(TidemarkException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(FailureCode.CONFIG_UNKNOWN_KEY);
                        assertThat(refused.where()).isEqualTo("settings of the client");
                        assertThat(refused).hasMessageContaining("retry.backof.ms")
                                .hasMessageContaining("the nearest key is 'retry.backoff.ms'");
                    });
        }
        assertThat(warnings()).isEmpty();
    }
}
