package dev.tidemark.examples.csv;

/**
 * A column of the input.
 *
 * @param name as in the header line, and in the JSON object
 */
public record Column(String name, Kind kind) {

    /** What its cells hold; an empty cell is null in any of them. */
    public enum Kind {
        /** A whole number that must be there: times. */
        TIME,
        /** Any JSON number. */
        NUMBER, TEXT
    }

    public static Column time(String name) {
        return new Column(name, Kind.TIME);
    }

    public static Column number(String name) {
        return new Column(name, Kind.NUMBER);
    }

    public static Column text(String name) {
        return new Column(name, Kind.TEXT);
    }
}
