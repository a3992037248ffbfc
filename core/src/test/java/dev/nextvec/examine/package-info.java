@NullMarked
package dev.nextvec.examine;

import org.jspecify.annotations.NullMarked;
