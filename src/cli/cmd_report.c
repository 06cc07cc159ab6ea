/* cmd_report.c - the page of a run, again, from its folder */
#include "command.h"

#include <unistd.h>

#include "job.h"

static const char *const examples[] = {
    "chaff report evidence -o report.html",
    "the page that --run-dir evidence wrote, under another name",
    "chaff report evidence --csv tables",
    "its tables for a spreadsheet",
    NULL
};

static int run(settings *s, const command *c, console *con)
{
    chaff_error err = {0};
    const char *page = s->run.output;
    chaff_status status;

    (void)c;
    if (s->run.input_count != 1) {
        complain("one run folder is needed: chaff report DIR -o report.html, where DIR "
                 "is what --run-dir named");
        return EXIT_USAGE;
    }
    if (!page && !s->csv) {
        page = "-";
        if (isatty(STDOUT_FILENO)) {
            complain("the page is for a browser, not for a terminal; name a file: "
                     "-o report.html");
            return EXIT_USAGE;
        }
    }
    status = chaff_report_write(s->inputs[0], page, s->csv, &err);
    console_clear(con);
    return status == CHAFF_OK ? EXIT_DONE : job_failed(status, &err);
}

const command report_command = {
    .name = "report", .bit = REPORT, .job = CHAFF_JOB_FIND,
    .operands = "DIR",
    .about_operands = "DIR is a folder that --run-dir made.",
    .brief = "one HTML page from a run folder",
    .about = "Makes the page that shows a run: removal by source, clusters side by side "
             "with what they share, pairs near the threshold, boilerplate in context, "
             "and the parameters. It is one file that needs no network and no server. "
             "--run-dir writes it as report.html; how much it shows is settled there, by "
             "--report-clusters, --report-chars and --report-size.",
    .examples = examples, .run = run
};
