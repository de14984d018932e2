package dev.tidemark.core.config;

import java.util.List;

/** Which values of a key's type are valid. Data, so that documentation can print it. */
public sealed interface Allowed {

    /** Whether a parsed value may be used. */
    boolean admits(Object value);

    /** The rule in words, as printed after "allowed:"; empty if everything is. */
    String words();

    /** Everything of the type. */
    record Any() implements Allowed {
        @Override
        public boolean admits(Object value) {
            return true;
        }

        @Override
        public String words() {
            return "";
        }
    }

    /** Whole numbers from {@code min} to {@code max}, both included. */
    record Whole(long min, long max) implements Allowed {
        @Override
        public boolean admits(Object value) {
            long number = ((Number) value).longValue();
            return min <= number && number <= max;
        }

        @Override
        public String words() {
            return max == Long.MAX_VALUE || max == Integer.MAX_VALUE ? "at least " + min : min + " to " + max;
        }
    }

    /** Numbers from {@code min} to {@code max}, both included. */
    record Fraction(double min, double max) implements Allowed {
        @Override
        public boolean admits(Object value) {
            double number = (Double) value;
            return min <= number && number <= max;
        }

        @Override
        public String words() {
            return min + " to " + max;
        }
    }

    /** One of these words; of a list, each item. */
    record OneOf(List<String> choices) implements Allowed {
        public OneOf {
            choices = List.copyOf(choices);
        }

        @Override
        public boolean admits(Object value) {
            return value instanceof List<?> items ? choices.containsAll(items) : choices.contains(value);
        }

        @Override
        public String words() {
            return String.join(", ", choices);
        }
    }

    /** A list with at least one item, or a text with at least one character. */
    record NotEmpty() implements Allowed {
        @Override
        public boolean admits(Object value) {
            return value instanceof List<?> items ? !items.isEmpty() : !value.toString().isEmpty();
        }

        @Override
        public String words() {
            return "not empty";
        }
    }
}
