package dev.tidemark.cli.dev;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;

/**
 * {@code --console-port N|off}.
 *
 * @param number 0 takes a free one; -1 is off
 */
record ConsolePort(int number) {

    static ConsolePort parse(String text) {
        if (text.equals("off")) {
            return new ConsolePort(-1);
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= 65_535) {
                return new ConsolePort(number);
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "'" + text + "' is no port",
                "--console-port " + text,
                "it is neither a number of 0 to 65535 nor the word off", "write 9090, 0 for a free port, or off");
    }
}
