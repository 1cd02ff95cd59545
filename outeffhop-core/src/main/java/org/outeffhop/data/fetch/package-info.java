/** Data sets by name: where they are, under which licence, and how they get here whole. */
package org.outeffhop.data.fetch;
