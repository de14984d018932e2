package dev.tidemark.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.process.ConsolePort;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The forms of what {@code tidemark dev} takes. */
class DevOptionsTest {

    @Test
    void addresses() {
        assertThat(ListenAddress.parse("127.0.0.1:0").text()).isEqualTo("127.0.0.1:0");
        assertThat(ListenAddress.parse("[::1]:9092")).isEqualTo(new ListenAddress("::1", 9092));
        assertThat(ListenAddress.parse("[::1]:9092").text()).isEqualTo("[::1]:9092");
        for (String wrong : List.of("9092", ":9092", "localhost", "localhost:", "localhost:x", "localhost:65536", "")) {
            refused(() -> ListenAddress.parse(wrong));
        }
    }

    @Test
    void topics() {
        assertThat(TopicSpec.parse("orders")).isEqualTo(new TopicSpec("orders", 1));
        assertThat(TopicSpec.parse("orders:12")).isEqualTo(new TopicSpec("orders", 12));
        for (String wrong : List.of("", ":3", "orders:", "orders:0", "orders:-1", "orders:x")) {
            refused(() -> TopicSpec.parse(wrong));
        }
    }

    @Test
    void console_ports_and_speeds() {
        assertThat(ConsolePort.parse("off").number()).isNegative();
        assertThat(ConsolePort.parse("0").number()).isZero();
        refused(() -> ConsolePort.parse("none"));
        refused(() -> ConsolePort.parse("70000"));
        assertThat(Speed.parse("max").dueAfterMs(Long.MAX_VALUE)).isZero();
        assertThat(Speed.parse("3600").dueAfterMs(7_200_000)).isEqualTo(2000);
        assertThat(Speed.parse("0.5").dueAfterMs(1000)).isEqualTo(2000);
        refused(() -> Speed.parse("0"));
        refused(() -> Speed.parse("NaN"));
        refused(() -> Speed.parse("fast"));
    }

    @Test
    void settings_go_to_whom_they_belong() {
        SplitSettings split = SplitSettings
                .of(Map.of("num.partitions", "3", "commit.interval.ms", "50", "num.partition", "9"));
        assertThat(split.app()).isEqualTo(Map.of("commit.interval.ms", "50"));
        assertThat(split.broker()).isEqualTo(Map.of("num.partitions", "3", "num.partition", "9"));
    }

    private static void refused(ThrowingCallable parse) {
        assertThatThrownBy(parse).isInstanceOfSatisfying(TidemarkException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.COMMAND_LINE_INVALID));
    }
}
