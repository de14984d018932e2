package dev.tidemark.broker.txn;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression for whole transactional ids, from one request. Made where that came in, then confined to the control loop.
 *
 * <p>The JDK's expressions can take exponential time: so texts count how often they are looked at, and an expression that looks too often in all is
 * given up.
 */
public final class TransactionalIdPattern {

    /** How a text fares. */
    public enum Verdict {
        MATCHES, OTHER,
        /** The expression backtracks without end. */
        TOO_COSTLY
    }

    private static final int LOOKS_MAX = 10_000_000;

    private final @Nullable Pattern pattern;
    private int looks;

    private TransactionalIdPattern(@Nullable Pattern pattern) {
        this.pattern = pattern;
    }

    /** @return null if the expression is none; no or an empty expression lets every id pass */
    public static @Nullable TransactionalIdPattern of(@Nullable String expression) {
        if (expression == null || expression.isEmpty()) {
            return new TransactionalIdPattern(null);
        }
        try {
            return new TransactionalIdPattern(Pattern.compile(expression));
        } catch (PatternSyntaxException malformed) {
            return null;
        }
    }

    /** Whether the whole id is of the pattern. */
    Verdict test(String transactionalId) {
        if (pattern == null) {
            return Verdict.MATCHES;
        }
        try {
            return pattern.matcher(new Watched(transactionalId)).matches() ? Verdict.MATCHES
                    : Verdict.OTHER;
        } catch (LookedTooOften | StackOverflowError endless) {
            return Verdict.TOO_COSTLY;
        }
    }

    private static final class LookedTooOften extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LookedTooOften() {
            super(null, null, false, false);
        }
    }

    private final class Watched implements CharSequence {

        private final CharSequence text;

        Watched(CharSequence text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks > LOOKS_MAX) {
                throw new LookedTooOften();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Watched(text.subSequence(start, end));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
