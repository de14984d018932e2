package dev.tidemark.broker.group.consumer;

import dev.tidemark.broker.coordinator.BoundedMatcher;
import dev.tidemark.broker.coordinator.BoundedMatcher.Verdict;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression over names of topics, which has to match the whole name. Immutable.
 *
 * <p>Kafka resolves them with RE2, which runs in linear time. Here the JDK's engine runs, for which a few patterns take
 * exponential time on a few names, and it runs on a loop that may not wait. So what RE2 does not know is refused (references
 * to groups, looking around, atomic groups, possessive quantifiers), and a match may look at a bounded number of characters:
 * a pattern that wants more is refused when it comes, and matches no such name later.
 */
public final class TopicPattern {

    /** Characters that a match of one name may look at; an ordinary pattern looks at each a few times. */
    static final int LOOKS_MAX = 20_000;
    private static final int LENGTH_MAX = 10_000;

    /** The pattern is not valid. */
    public static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }
    }

    private final String text;
    private final Pattern pattern;

    private TopicPattern(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /** @throws Invalid if this is no regular expression, or one that RE2 does not know */
    public static TopicPattern of(String text) throws Invalid {
        if (text.length() > LENGTH_MAX) {
            throw new Invalid("is longer than " + LENGTH_MAX + " characters");
        }
        refuseWhatRe2LacksIn(text);
        try {
            return new TopicPattern(text, Pattern.compile(text.replace("(?P<", "(?<")));
        } catch (PatternSyntaxException notOne) {
            throw new Invalid(notOne.getDescription() + " near index " + notOne.getIndex());
        }
    }

    private static void refuseWhatRe2LacksIn(String text) throws Invalid {
        boolean inClass = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                if (text.startsWith("\\Q", i)) {
                    int end = text.indexOf("\\E", i);
                    i = end < 0 ? text.length() : end + 1;
                    continue;
                }
                i++;
                char escaped = i < text.length() ? text.charAt(i) : '\\';
                if (!inClass && ((escaped >= '1' && escaped <= '9') || escaped == 'k')) {
                    throw new Invalid("references to groups are not supported (index " + (i - 1) + ")");
                }
                if (escaped == 'G' || escaped == 'Z' || escaped == 'R' || escaped == 'X') {
                    throw new Invalid("\\" + escaped + " is not supported (index " + (i - 1) + ")");
                }
            } else if (inClass) {
                if (c == ']') {
                    inClass = false;
                } else if (text.startsWith("&&", i)) {
                    throw new Invalid("intersections of classes are not supported (index " + i + ")");
                }
            } else if (c == '[') {
                inClass = true;
                if (text.startsWith("[^]", i)) {
                    i += 2;
                } else if (text.startsWith("[]", i)) {
                    i++;
                }
            } else if (lookAround(text, i)) {
                throw new Invalid("looking around and atomic groups are not supported (index " + i + ")");
            } else if (c == '+' && i > 0 && "*+?}".indexOf(text.charAt(i - 1)) >= 0
                    && !(i > 1 && text.charAt(i - 2) == '\\')) {
                throw new Invalid("possessive quantifiers are not supported (index " + i + ")");
            }
        }
    }

    private static boolean lookAround(String text, int i) {
        return text.startsWith("(?=", i) || text.startsWith("(?!", i) || text.startsWith("(?<=", i)
                || text.startsWith("(?<!", i) || text.startsWith("(?>", i);
    }

    /**
     * The names that match.
     *
     * @throws Invalid if some name would take too long
     */
    public SortedSet<String> among(Collection<String> names) throws Invalid {
        SortedSet<String> matching = new TreeSet<>();
        for (String name : names) {
            switch (test(name)) {
                case MATCHES -> matching.add(name);
                case OTHER -> {}
                case TOO_COSTLY ->
                    throw new Invalid("takes too long to match; avoid repetitions inside repetitions");
            }
        }
        return matching;
    }

    /** The same, without the names that would take too long: the pattern was fine for the topics that there were when it came. */
    public SortedSet<String> amongThoseInTime(Collection<String> names) {
        SortedSet<String> matching = new TreeSet<>(names);
        matching.removeIf(name -> test(name) != Verdict.MATCHES);
        return matching;
    }

    private Verdict test(String name) {
        return new BoundedMatcher(pattern, LOOKS_MAX).test(name);
    }

    @Override
    public String toString() {
        return text;
    }
}
