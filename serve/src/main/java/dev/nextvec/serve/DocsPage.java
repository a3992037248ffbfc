package dev.nextvec.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;

/** The description as a page: no script, and nothing from elsewhere. */
final class DocsPage {
  private static final String HEAD =
      """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Nextvec</title><style>
      body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
      code,pre{font-family:ui-monospace,monospace;font-size:.9em}pre{background:#f4f4f4;padding:1rem;overflow:auto}
      h2{border-top:1px solid #ddd;padding-top:1rem}summary{cursor:pointer}
      </style></head><body><h1>Nextvec</h1>
      <p>The same for programs: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
      """;

  private DocsPage() {}

  static String of(JsonNode description) {
    StringBuilder page = new StringBuilder(HEAD);
    for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        operation(page, path.getKey(), method.getKey(), method.getValue());
      }
    }
    page.append("<h2>Bodies</h2>\n");
    for (Map.Entry<String, JsonNode> schema :
        description.path("components").path("schemas").properties()) {
      page.append(
          "<details id=\"%1$s\"><summary><code>%1$s</code></summary><pre>%2$s</pre></details>%n"
              .formatted(escaped(schema.getKey()), escaped(schema.getValue().toPrettyString())));
    }
    return page.append("</body></html>\n").toString();
  }

  private static void operation(StringBuilder page, String path, String method, JsonNode json) {
    page.append(
        "<h2><code>%s %s</code></h2><p>%s</p>%n"
            .formatted(
                method.toUpperCase(Locale.ROOT),
                escaped(path),
                escaped(json.path("summary").asText())));
    String takes = schema(json.path("requestBody"));
    if (!takes.isEmpty()) {
      page.append(
          "<p>Takes <a href=\"#%1$s\"><code>%1$s</code></a>.</p>%n".formatted(escaped(takes)));
    }
    page.append("<ul>");
    for (Map.Entry<String, JsonNode> response : json.path("responses").properties()) {
      String gives = schema(response.getValue());
      page.append(
          "<li>%s: %s"
              .formatted(
                  response.getKey(), escaped(response.getValue().path("description").asText())));
      page.append(
          gives.isEmpty()
              ? ""
              : " <a href=\"#%1$s\"><code>%1$s</code></a>".formatted(escaped(gives)));
      page.append("</li>");
    }
    page.append("</ul>\n");
  }

  private static String schema(JsonNode of) {
    for (JsonNode content : of.path("content")) {
      String reference = content.path("schema").path("$ref").asText();
      if (!reference.isEmpty()) {
        return reference.substring(reference.lastIndexOf('/') + 1);
      }
    }
    return "";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
