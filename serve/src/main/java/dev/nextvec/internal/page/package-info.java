/** The page that people look at: views, their frame and files. It knows nothing of HTTP. */
@NullMarked
package dev.nextvec.internal.page;

import org.jspecify.annotations.NullMarked;
