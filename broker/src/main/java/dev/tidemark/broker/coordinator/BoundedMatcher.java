package dev.tidemark.broker.coordinator;

import java.util.regex.Pattern;

/**
 * Matches a client's regular expression against names, on a loop that may not wait. The JDK's engine takes exponential time for a few expressions on a
 * few texts, so a text counts how often it is looked at, and an expression that looks too often is given up. Confined to its user's thread.
 */
public final class BoundedMatcher {

    /** How a text fares. */
    public enum Verdict {
        MATCHES, OTHER,
        /** The expression backtracks without end, or the looks are used up. */
        TOO_COSTLY
    }

    private final Pattern pattern;
    private int looksLeft;

    /** @param looks at characters, of all texts together */
    public BoundedMatcher(Pattern pattern, int looks) {
        this.pattern = pattern;
        this.looksLeft = looks;
    }

    /** Whether the whole text is of the pattern. */
    public Verdict test(String text) {
        try {
            return pattern.matcher(new Watched(text)).matches() ? Verdict.MATCHES : Verdict.OTHER;
        } catch (LooksUsedUp | StackOverflowError endless) {
            return Verdict.TOO_COSTLY;
        }
    }

    private static final class LooksUsedUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LooksUsedUp() {
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
            if (--looksLeft < 0) {
                throw new LooksUsedUp();
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
