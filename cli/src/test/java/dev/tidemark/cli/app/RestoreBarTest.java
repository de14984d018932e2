package dev.tidemark.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.streams.runtime.restore.RestoreProgress;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoreBarTest {

    @Test
    void nothing_is_shown_where_nothing_is_restored() {
        assertThat(RestoreBar.text(List.of())).isEmpty();
    }

    @Test
    void one_line_tells_of_all_stores_and_the_slowest_says_how_long() {
        assertThat(RestoreBar.text(List.of(new RestoreProgress("0_0", "counts", 500, 1_000, 100, 0),
                new RestoreProgress("0_1", "counts", 2_500, 3_000, 1_000, 6_000))))
                .isEqualTo("Restoring 2 stores [###############-----] 75 %, 1,100/s, about 5 s left");
    }

    @Test
    void a_store_that_has_not_begun_has_no_rate() {
        assertThat(RestoreBar.text(List.of(new RestoreProgress("0_0", "counts", 0, 1_000, 0, 0))))
                .isEqualTo("Restoring 1 store [--------------------] 0 %");
    }

    @Test
    void stores_that_all_wait_say_for_how_long_instead_of_a_rate() {
        assertThat(RestoreBar.text(List.of(new RestoreProgress("0_0", "counts", 400, 1_000, 100, 31_000),
                new RestoreProgress("0_1", "counts", 600, 1_000, 100, 12_500))))
                .isEqualTo("Restoring 2 stores [##########----------] 50 %, none for 12 s");
    }
}
