package dev.tidemark.broker.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rates and tokens in virtual time, with Kafka's default of eleven windows of a second. */
class QuotaArithmeticTest {

    private static final WindowSettings ELEVEN = new WindowSettings(11, 1_000);
    private static final double LIMIT = 100;

    private final RateMeter meter = new RateMeter(ELEVEN);

    @Test
    void a_client_that_begins_may_use_up_ten_windows_at_once() {
        assertThat(meter.use(1_000, LIMIT, 5_000)).isZero();
        assertThat(meter.use(1, LIMIT, 5_000)).as("one too many").isPositive();
    }

    @Test
    void who_is_above_the_limit_rests_until_the_average_is_back_at_it() {
        // 1,500 in a time that counts as 10 s are 150 a second, half more than 100: half of 10 s
        assertThat(meter.use(1_500, LIMIT, 0)).isEqualTo(5_000);
        assertThat(meter.use(0, LIMIT, 5_000)).as("5 s later 10 s still count: 5 are over, 5 not full")
                .isEqualTo(5_000);
        assertThat(meter.use(0, LIMIT, 10_999)).as("in the eleventh window it is an average over 10.999 s")
                .isPositive();
    }

    @Test
    void a_steady_use_below_the_limit_is_never_stopped_and_one_above_it_is() {
        for (long nowMs = 0; nowMs < 60_000; nowMs += 100) {
            assertThat(meter.use(9, LIMIT, nowMs)).as("at %s ms", nowMs).isZero();
        }
        long rest = 0;
        for (long nowMs = 60_000; nowMs < 80_000; nowMs += 100) {
            rest = Math.max(rest, meter.use(12, LIMIT, nowMs));
        }
        assertThat(rest).isPositive();
    }

    @Test
    void what_was_used_up_long_ago_does_not_count() {
        assertThat(meter.use(5_000, LIMIT, 0)).isPositive();
        assertThat(meter.stale(10_999)).isFalse();
        assertThat(meter.stale(11_000)).isTrue();
        assertThat(meter.use(1_000, LIMIT, 11_000)).isZero();
    }

    @Test
    void a_use_that_will_not_happen_is_not_taken_in() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(meter.tryUse(1, LIMIT, 0)).isZero();
        }
        assertThat(meter.tryUse(1, LIMIT, 0)).isPositive();
        assertThat(meter.tryUse(1, LIMIT, 0)).as("the refused one left no trace").isEqualTo(10);
    }

    @Test
    void a_change_larger_than_the_bucket_is_admitted_once_and_paid_for_afterwards() {
        MutationMeter mutations = new MutationMeter(ELEVEN);
        assertThat(mutations.take(20, 1, true, 0)).as("eleven tokens, nine on credit").isZero();
        assertThat(mutations.take(1, 1, true, 0)).isEqualTo(9_000);
        assertThat(mutations.take(1, 1, true, 8_000)).isEqualTo(1_000);
        assertThat(mutations.take(1, 1, true, 9_000)).as("at zero it is admitted").isZero();
        assertThat(mutations.take(1, 1, true, 9_000)).isEqualTo(1_000);
    }

    @Test
    void clients_that_do_not_know_the_error_are_admitted_and_told_to_rest() {
        MutationMeter mutations = new MutationMeter(ELEVEN);
        assertThat(mutations.take(12, 1, false, 0)).isEqualTo(1_000);
        assertThat(mutations.take(1, 1, false, 0)).isEqualTo(2_000);
    }

    @Test
    void a_bucket_fills_to_its_brim_and_no_further() {
        MutationMeter mutations = new MutationMeter(ELEVEN);
        mutations.take(11, 1, true, 0);
        assertThat(mutations.take(12, 1, true, 1_000_000)).isZero();
        assertThat(mutations.take(1, 1, true, 1_000_000)).as("12 of 11").isEqualTo(1_000);
    }
}
