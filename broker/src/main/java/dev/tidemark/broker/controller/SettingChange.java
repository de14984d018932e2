package dev.tidemark.broker.controller;

import org.jspecify.annotations.Nullable;

/**
 * One change of a setting.
 *
 * @param value null if it is deleted
 */
public record SettingChange(String name, Op op, @Nullable String value) {

    /** What happens to the value; numbered as on the wire. */
    public enum Op {
        /** The value holds. */
        SET,
        /** The default holds. */
        DELETE,
        /** The items are added to a list, those that are there already left out. */
        APPEND,
        /** The items are taken out of a list. */
        SUBTRACT;

        /** The operation of a number, or null. */
        public static @Nullable Op of(byte number) {
            return switch (number) {
                case 0 -> SET;
                case 1 -> DELETE;
                case 2 -> APPEND;
                case 3 -> SUBTRACT;
                default -> null;
            };
        }
    }

    public static SettingChange set(String name, String value) {
        return new SettingChange(name, Op.SET, value);
    }

    public static SettingChange delete(String name) {
        return new SettingChange(name, Op.DELETE, null);
    }
}
