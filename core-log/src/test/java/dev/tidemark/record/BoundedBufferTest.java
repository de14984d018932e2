package dev.tidemark.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedBufferTest {

    private static final int LIMIT = 1 << 20;

    /** Frames of Zstandard that do not tell their size are tried with more and more memory, from four times their own size on. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4_096, 7_000, 300_000, LIMIT / 2 - 1, LIMIT / 2 + 1, LIMIT - 1})
    void growing_to_the_limit_takes_at_most_twice_the_limit_in_all(int first) {
        BoundedBuffer buffer = new BoundedBuffer(LIMIT);
        long taken = 0;
        for (int wanted = first; buffer.array().length < LIMIT; wanted = Math.min(LIMIT, 2 * buffer.array().length)) {
            assertThat(buffer.ensure(wanted)).isTrue();
            taken += buffer.array().length;
        }
        assertThat(taken).isLessThanOrEqualTo(2L * LIMIT);
        assertThat(buffer.ensure(LIMIT + 1)).isFalse();
    }
}
