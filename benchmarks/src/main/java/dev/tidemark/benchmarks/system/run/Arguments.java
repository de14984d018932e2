package dev.tidemark.benchmarks.system.run;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code --name value} pairs of a command line; what is not known is refused. */
public final class Arguments {

    private final Map<String, String> values;

    private Arguments(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads pairs.
     *
     * @param defaults every known name, with its value when the command line has none; empty = none
     * @throws IllegalArgumentException for a name that is not known or has no value
     */
    public static Arguments parse(String[] arguments, Map<String, String> defaults) {
        Map<String, String> values = new TreeMap<>(defaults);
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (!name.startsWith("--") || !defaults.containsKey(name.substring(2))) {
                throw new IllegalArgumentException("unknown option " + name + "; there are --"
                        + String.join(", --", new TreeMap<>(defaults).keySet()));
            }
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(name + " wants a value");
            }
            values.put(name.substring(2), rest.pop());
        }
        return new Arguments(values);
    }

    /** A whole number above zero. */
    public int count(String name) {
        String text = values.getOrDefault(name, "");
        try {
            int count = Integer.parseInt(text);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("--" + name + " " + text + ": a whole number is wanted", notANumber);
        }
        throw new IllegalArgumentException("--" + name + " " + text + ": a number above zero is wanted");
    }

    public @Nullable String text(String name) {
        String text = values.getOrDefault(name, "");
        return text.isEmpty() ? null : text;
    }
}
