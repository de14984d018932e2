package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.ClusterOpener;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What mistakes on the command line get. */
class UsageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            topik list                            | 'topik' is not a command    | did you mean 'topic'?
            topic lst                             | 'lst' is not a command      | did you mean 'list'?
            topic create x --partition 3          | '--partition' is not an option of tidemark topic create | did you mean '--partitions'?
            topic create                          | cannot be understood        | Missing required parameter: 'NAME'
            topic create x --partitions many      | cannot be understood        | 'many' is not an int
            topic consume x --from yesterday      | 'yesterday' is no position  | write earliest, latest, -100
            topic consume x --until never         | cannot be understood        | Invalid value for option '--until'
            topic produce x --key id              | 'id' is no field            | write .id
            broker start                          | cannot be understood        | Missing required option: '-c=FILE'
            group describe                        | cannot be understood        | Missing required parameter: 'NAME'
            txn abort                             | not clear which transaction | tidemark txn abort ID
            txn abort a --topic t                 | not clear which transaction | tidemark txn abort ID
            txn list --longer-than 90             | '90' is no duration         | write for example 90s
            """)
    void a_mistake_is_explained_and_ends_with_2(String line, String what, String remedy) {
        Ran ran = Ran.tidemark(line.split(" "));
        assertThat(ran.err()).startsWith("TM-1010").contains(what).contains(remedy);
        assertThat(ran.err().lines()).hasSize(4);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.status()).isEqualTo(2);
    }

    @Test
    void a_noun_without_a_verb_shows_the_verbs() {
        Ran ran = Ran.tidemark("topic");
        assertThat(ran.err()).contains("list", "create", "describe", "delete", "produce", "consume");
        assertThat(ran.out()).isEmpty();
        assertThat(ran.status()).isEqualTo(2);
    }

    @Test
    void help_is_a_result() {
        Ran ran = Ran.tidemark("topic", "consume", "--help");
        assertThat(ran.out()).contains("--from", "--until", "--isolation");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
    }

    @Test
    void a_missing_configuration_ends_with_2() {
        Ran ran = Ran.tidemark("broker", "start", "-c", "/does/not/exist");
        assertThat(ran.err()).startsWith("TM-1003").contains("/does/not/exist");
        assertThat(ran.status()).isEqualTo(2);
    }

    @Test
    void the_flag_comes_before_the_environment_and_that_before_the_default() {
        assertThat(bootstrapOf(Map.of(), "topic", "list")).isEqualTo("127.0.0.1:9092");
        assertThat(bootstrapOf(Map.of("TIDEMARK_BOOTSTRAP", "a:1"), "topic", "list")).isEqualTo("a:1");
        assertThat(bootstrapOf(Map.of("TIDEMARK_BOOTSTRAP", "a:1"), "group", "list", "--bootstrap-server", "b:2"))
                .isEqualTo("b:2");
    }

    @Test
    void the_exit_status_is_that_of_the_failures_code() {
        for (FailureCode code : FailureCode.values()) {
            ClusterOpener failing = bootstrap -> {
                throw new TidemarkException(code, "it failed", "here", "because", "that");
            };
            Ran ran = Ran.with(failing, Ran.ALREADY_STOPPED, Map.of(), "", "topic", "list");
            assertThat(ran.status()).as(code.name()).isEqualTo(code.exitCode().status());
            assertThat(ran.err().strip()).isEqualTo(
                    code.text() + "  it failed\n  at      here\n  why     because\n  do      that");
        }
    }

    @Test
    void an_unexpected_failure_shows_its_trace_and_ends_with_1() {
        ClusterOpener broken = bootstrap -> {
            throw new IllegalStateException("broken");
        };
        Ran ran = Ran.with(broken, Ran.ALREADY_STOPPED, Map.of(), "", "topic", "list");
        assertThat(ran.err()).contains("which is a bug").contains("IllegalStateException: broken");
        assertThat(ran.status()).isEqualTo(1);
    }

    private static String bootstrapOf(Map<String, String> env, String... args) {
        String[] asked = new String[1];
        ClusterOpener remembering = bootstrap -> {
            asked[0] = bootstrap;
            throw new IllegalStateException("enough");
        };
        Ran.with(remembering, Ran.ALREADY_STOPPED, env, "", args);
        return asked[0];
    }
}
