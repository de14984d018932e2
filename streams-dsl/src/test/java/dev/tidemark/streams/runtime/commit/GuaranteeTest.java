package dev.tidemark.streams.runtime.commit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuaranteeTest {

    private static final long OWNER = 1L << 24;

    @Test
    void transactions_need_no_numbers_of_their_own() {
        assertThat(Guarantee.EXACTLY_ONCE.goOn(41)).isEqualTo(41);
        assertThat(Guarantee.EXACTLY_ONCE.afterFall(41, 42)).isEqualTo(41);
        assertThat(Guarantee.EXACTLY_ONCE.resultsPerCall(500)).isEqualTo(500);
    }

    @Test
    void without_transactions_each_owner_numbers_behind_all_before_it() {
        assertThat(new Guarantee.AtLeastOnce(3).goOn(41)).as("after transactions").isEqualTo(3 * OWNER);
        assertThat(new Guarantee.AtLeastOnce(3).goOn(3 * OWNER + 7)).as("restarted in the same generation")
                .isEqualTo(4 * OWNER);
        assertThat(new Guarantee.AtLeastOnce(9).goOn(4 * OWNER + 1)).isEqualTo(9 * OWNER);
        assertThat(new Guarantee.AtLeastOnce(-1).goOn(0)).isEqualTo(OWNER);
    }

    @Test
    void an_owner_that_comes_later_is_another_though_nothing_was_committed_in_between() {
        long nowMs = 1_800_000_000_000L;
        long first = Guarantee.AtLeastOnce.of(3, nowMs).goOn(0);
        assertThat(Guarantee.AtLeastOnce.of(3, nowMs + 10).goOn(0)).isGreaterThan(first + 1_000_000);
        assertThat(Guarantee.AtLeastOnce.of(3, nowMs - 60_000).goOn(first)).as("with a clock that is behind")
                .isGreaterThan(first);
        assertThat(Guarantee.AtLeastOnce.of(7, 0).owner()).as("without a clock").isEqualTo(7);
    }

    @Test
    void without_transactions_a_number_that_fell_is_not_used_again() {
        assertThat(new Guarantee.AtLeastOnce(3).afterFall(3 * OWNER + 7, 3 * OWNER + 8)).isEqualTo(3 * OWNER + 8);
    }
}
