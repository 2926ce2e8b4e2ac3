package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.tollgate.runtime.settings.SecretFile;
import io.tollgate.runtime.settings.SettingGroup;
import io.tollgate.standalone.client.ApiAddress;
import io.tollgate.standalone.client.ApiClient;
import io.tollgate.streams.StreamsAppSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a command that asks the API. */
final class ApiOptions {

    private static final String TOKEN_FILE = "--token-file";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder of the 'tollgate up' or 'tollgate streams' that serves the API: its address and"
                    + " its token are there. Default: TOLLGATE_DATA_DIR, or else ./data.")
    private @Nullable Path data;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "The API, where it is elsewhere, such as http://10.0.0.5:8090. Needs " + TOKEN_FILE
                    + " or TOLLGATE_ADMIN_TOKEN.")
    private @Nullable String api;

    @Option(
            names = TOKEN_FILE,
            paramLabel = "FILE",
            description =
                    "File that holds the token of the API. Default: TOLLGATE_ADMIN_TOKEN, or else that of --data.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--timeout",
            paramLabel = LedgerOptions.SECONDS,
            defaultValue = "60",
            description = "How long an answer may take. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Mixin
    private final ConfigFile configFile = new ConfigFile();

    /**
     * Returns what asks the API; nothing is asked yet.
     *
     * @throws ParameterException if an option cannot be
     * @throws SettingsException if a setting cannot be
     * @throws CannotStartException if nothing in the data folder says where the API is
     */
    ApiClient client(CommandLine command, Map<String, String> environment) {
        Duration timeout = LedgerOptions.seconds(command, "--timeout", timeoutSeconds, 1);
        Settings settings = configFile.settings(environment);
        return new ApiClient(address(command, settings), timeout);
    }

    private ApiAddress address(CommandLine command, Settings settings) {
        Path own = tokenFile;
        String set = settings.values(List.of(SettingGroup.of("API", StreamsAppSettings.ADMIN_TOKEN)))
                .get(StreamsAppSettings.ADMIN_TOKEN)
                .strip();
        ApiFiles files = new ApiFiles(settings.dataFolder(data));
        String url = api == null ? found(files) : checked(command, requireNonNull(api, "api"));
        if (own != null) {
            return new ApiAddress(url, secret(command, own), own.toString());
        }
        if (!set.isEmpty()) {
            return new ApiAddress(url, set, StreamsAppSettings.ADMIN_TOKEN.label());
        }
        if (api != null) {
            throw new ParameterException(
                    command, TOKEN_FILE + " is missing (expected: the file of the token of " + url + ")");
        }
        if (!Files.exists(files.token())) {
            throw new SettingsException("the token of the API at " + url + " is not in " + files.token()
                    + ": it was set with admin.token; name its file with " + TOKEN_FILE);
        }
        return new ApiAddress(url, secret(command, files.token()), files.token().toString());
    }

    private static String found(ApiFiles files) {
        return files.findUrl()
                .orElseThrow(() -> new CannotStartException("no API is known: there is no " + files.url()
                        + "; start one with 'tollgate up', name its data folder with --data, or name another API with"
                        + " --api and " + TOKEN_FILE));
    }

    private static String checked(CommandLine command, String url) {
        try {
            URI uri = URI.create(url);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, wrongUrl(url), e);
        }
        throw new ParameterException(command, wrongUrl(url));
    }

    private static String wrongUrl(String url) {
        return "--api: '" + url + "' (expected: a URL such as http://127.0.0.1:8090)";
    }

    private static String secret(CommandLine command, Path file) {
        try {
            return SecretFile.read(file.toString());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, "the token of the API: " + e.getMessage(), e);
        }
    }
}
