package dev.tidemark.core.config;

import dev.tidemark.core.config.Config.Setting;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads a configuration file in the format of {@link Properties}, as Kafka's {@code server.properties} is, and remembers the line of each key.
 */
public final class ConfigFile {

    private ConfigFile() {}

    /**
     * The values of a file, under those of the command line.
     *
     * @throws TidemarkException CONFIG_UNREADABLE, CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE
     */
    public static Config read(ConfigScope scope, Path file, Map<String, String> overrides) {
        return parse(scope, file.toString(), readText(file), overrides);
    }

    /** As {@link #read}, of a text; {@code origin} names it in messages. */
    public static Config parse(ConfigScope scope, String origin, String text, Map<String, String> overrides) {
        Map<String, Setting> settings = new LinkedHashMap<>(settings(origin, text));
        overrides.forEach((name, value) -> settings.put(name, new Setting(value, ConfigSource.OVERRIDE, 0)));
        return new Config(scope, settings, origin, null);
    }

    private static String readText(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw unreadable(file.toString(), "there is no such file", missing);
        } catch (CharacterCodingException notText) {
            throw unreadable(file.toString(), "it is not UTF-8 text", notText);
        } catch (IOException failed) {
            throw unreadable(file.toString(), failed.getClass().getSimpleName() + ": " + failed.getMessage(), failed);
        }
    }

    private static TidemarkException unreadable(String origin, String why, Exception cause) {
        return new TidemarkException(FailureCode.CONFIG_UNREADABLE, "the configuration cannot be read", origin, why,
                "name a readable file of lines KEY=VALUE", cause);
    }

    /** Logical lines are handed to {@link Properties} one by one, so that each key's first physical line is known. */
    private static Map<String, Setting> settings(String origin, String text) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        List<String> lines = text.lines().toList();
        int at = 0;
        while (at < lines.size()) {
            int first = at;
            StringBuilder logical = new StringBuilder(lines.get(at++));
            while (continues(logical) && at < lines.size()) {
                logical.append('\n').append(lines.get(at++));
            }
            Properties one = new Properties();
            try {
                one.load(new StringReader(logical.toString()));
            } catch (IOException | IllegalArgumentException malformed) {
                throw unreadable(origin + ", line " + (first + 1), String.valueOf(malformed.getMessage()), malformed);
            }
            for (String name : one.stringPropertyNames()) {
                settings.put(name, new Setting(one.getProperty(name), ConfigSource.FILE, first + 1));
            }
        }
        return settings;
    }

    /** Whether a line goes on in the next one: it ends in an odd number of backslashes and is no comment. */
    private static boolean continues(CharSequence line) {
        int start = 0;
        while (start < line.length() && Character.isWhitespace(line.charAt(start))) {
            start++;
        }
        if (start < line.length() && (line.charAt(start) == '#' || line.charAt(start) == '!')) {
            return false;
        }
        int slashes = 0;
        for (int i = line.length() - 1; i >= 0 && line.charAt(i) == '\\'; i--) {
            slashes++;
        }
        return slashes % 2 == 1;
    }
}
