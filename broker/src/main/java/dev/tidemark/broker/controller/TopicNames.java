package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.ClusterImage;
import org.jspecify.annotations.Nullable;

/** Which names a topic may have. Kafka's rules, since names are folders on disk and, with dots for underscores, names of metrics. */
final class TopicNames {

    private static final int LENGTH_MAX = 249;

    private TopicNames() {}

    /** What is wrong with a name, or null. */
    static @Nullable String problem(String name) {
        if (name.isEmpty()) {
            return "a topic's name cannot be empty";
        }
        if (name.equals(".") || name.equals("..")) {
            return "a topic cannot be called '" + name + "'";
        }
        if (name.length() > LENGTH_MAX) {
            return "a topic's name has at most " + LENGTH_MAX + " characters; this one has " + name.length();
        }
        for (int i = 0; i < name.length(); i++) {
            if (!allowed(name.charAt(i))) {
                return "a topic's name is made of ASCII letters, digits, '.', '_' and '-'; the character at " + i
                        + " of '" + printable(name)
                        + "' is none";
            }
        }
        return null;
    }

    /** A topic that differs from this name only in dots against underscores, or null. */
    static @Nullable String collision(ClusterImage image, String name) {
        if (name.indexOf('.') < 0 && name.indexOf('_') < 0) {
            return null;
        }
        String merged = name.replace('.', '_');
        for (String other : image.topicsByName().keySet()) {
            if (other.length() == name.length() && !other.equals(name) && other.replace('.', '_').equals(merged)) {
                return other;
            }
        }
        return null;
    }

    private static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
                || c == '-';
    }

    /** The name with everything outside printable ASCII replaced, so that it is safe in a log line. */
    private static String printable(String name) {
        StringBuilder safe = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            safe.append(c > ' ' && c < 127 ? c : '?');
        }
        return safe.toString();
    }
}
