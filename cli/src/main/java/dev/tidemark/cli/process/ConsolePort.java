package dev.tidemark.cli.process;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import org.jspecify.annotations.Nullable;

/**
 * {@code --console-port N|off}.
 *
 * @param number 0 takes a free one; -1 is off
 */
public record ConsolePort(int number) {

    /**
     * What the flag says.
     *
     * @throws TidemarkException COMMAND_LINE_INVALID
     */
    public static ConsolePort parse(String text) {
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

    /** The console's server, closed with the rest; null if it is off. */
    public @Nullable ConsoleServer open(Serving serving, Console console) {
        return number < 0 ? null : serving.open(() -> ConsoleServer.start(number, console));
    }
}
