package io.tollgate.translate.kongmesh;

import io.envoyproxy.envoy.type.v3.StatusCode;
import io.tollgate.translate.Report;
import io.tollgate.translate.envoy.ResponseHeader;
import io.tollgate.translate.source.SourceNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the answer to a request that is over limit looks like: {@code onRateLimit} of both policies. */
final class ResponseHeaders {

    private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+\\-.^_`|~]{1,256}");
    private static final int MOST = 16;
    private static final int FIRST_ERROR = 400;

    private ResponseHeaders() {}

    static List<ResponseHeader> of(@Nullable SourceNode set, @Nullable SourceNode add) {
        List<ResponseHeader> headers = new ArrayList<>();
        read(set, false, headers);
        read(add, true, headers);
        return headers;
    }

    private static void read(@Nullable SourceNode list, boolean append, List<ResponseHeader> headers) {
        if (list == null) {
            return;
        }
        List<SourceNode> items = list.items();
        if (items.size() > MOST) {
            throw list.error("expected at most " + MOST + " headers, found " + items.size());
        }
        for (SourceNode item : items) {
            SourceNode name = item.required("name");
            if (!NAME.matcher(name.text()).matches()) {
                throw name.error("'" + name.text() + "' is no name of a header in lower case, as Kuma asks for");
            }
            headers.add(new ResponseHeader(name.text(), item.required("value").line(), append));
        }
    }

    /** Envoy knows the codes of its own list, and takes 429 for one below 400. */
    static @Nullable Integer status(@Nullable SourceNode status, Report report) {
        if (status == null) {
            return null;
        }
        int code = status.whole(100, 599);
        if (code < FIRST_ERROR || StatusCode.forNumber(code) == null) {
            report.lost(status, "Envoy does not answer " + code + " to what is over limit; it answers 429");
            return null;
        }
        return code;
    }
}
