package dev.tidemark.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the text of a value is read. The Java type of a parsed value stands with each constant. */
public enum ConfigType {
    /** {@link Boolean}: {@code true} or {@code false}. */
    BOOLEAN,
    /** {@link Integer}. */
    INT,
    /** {@link Long}. */
    LONG,
    /** {@link Long}: a number of bytes, or of KiB, MiB or GiB with the letter {@code k}, {@code m} or {@code g} behind it. */
    BYTES,
    /** {@link Double}. */
    DOUBLE,
    /** {@link String}. */
    STRING,
    /** {@link List} of strings, separated by commas, blanks around them dropped. */
    LIST,
    /** {@link String} that is never shown. */
    PASSWORD;

    /** The parsed value, or null if {@code text} does not spell one of this type. */
    @Nullable
    Object parse(String text) {
        String trimmed = text.trim();
        try {
            return switch (this) {
                case BOOLEAN -> parseBoolean(trimmed);
                case INT -> Integer.parseInt(trimmed);
                case LONG -> Long.parseLong(trimmed);
                case BYTES -> parseBytes(trimmed);
                case DOUBLE -> Double.parseDouble(trimmed);
                case STRING, PASSWORD -> trimmed;
                case LIST -> splitList(trimmed);
            };
        } catch (NumberFormatException | ArithmeticException notANumber) {
            return null;
        }
    }

    /** What a value of this type looks like, for error messages. */
    String words() {
        return switch (this) {
            case BOOLEAN -> "true or false";
            case INT -> "a whole number of 32 bits";
            case LONG -> "a whole number of 64 bits";
            case BYTES -> "a whole number of bytes, or of KiB, MiB or GiB as in 64k, 256m, 2g";
            case DOUBLE -> "a number";
            case STRING, PASSWORD -> "text";
            case LIST -> "names separated by commas";
        };
    }

    private static @Nullable Boolean parseBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }

    /** @throws ArithmeticException if it is more than 64 bits hold */
    private static long parseBytes(String text) {
        int last = text.length() - 1;
        int shift = switch (text.isEmpty() ? '0' : Character.toLowerCase(text.charAt(last))) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
        };
        return shift == 0 ? Long.parseLong(text)
                : Math.multiplyExact(Long.parseLong(text.substring(0, last)), 1L << shift);
    }

    private static List<String> splitList(String text) {
        List<String> items = new ArrayList<>();
        int from = 0;
        while (from <= text.length()) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            String item = text.substring(from, to).trim();
            if (!item.isEmpty()) {
                items.add(item);
            }
            from = to + 1;
        }
        return List.copyOf(items);
    }
}
