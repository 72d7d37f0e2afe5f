//! How rules are written, and what is refused.

use maskproof::diagnosis::Diagnosis;
use maskproof::law::PatternCounts;
use maskproof::law::families::parse_spec;
use maskproof::sampler::rule::{RuleError, evaluate_rule, parse_rule};
use maskproof::sampler::{Model, Predictor};

use super::super::common::{law, real_law, trained_table};
use super::definitions::definitions;

#[test]
fn names_are_read_as_they_are_printed() {
    let law = law(2, 3, &[1; 8]);
    for defined in definitions() {
        let rule = parse_rule(defined.text, law.labels()).unwrap();
        let again = parse_rule(&rule.to_string(), law.labels()).unwrap();
        assert_eq!(rule.to_string(), again.to_string());
        assert_eq!(rule.blocks(3), again.blocks(3));
    }
    for (text, printed) in [
        (
            " blocks: 2[ threshold-or-count: 0.9 , 1 ]@ t=0.5, top-k=3",
            "blocks:2[threshold-or-count:9/10,1]@t=1/2,top-k=3",
        ),
        ("eb:sum,ln2,order=entropy", "eb:sum,1bits"),
        ("dream:margin,steps=length@t=1/2", "dream:margin,steps=3@t=1/2,conf=shaped"),
        ("random:2@t=1", "random:2"),
        ("mdlm: linear, T=2, eps=0.25", "mdlm:linear,T=2,eps=1/4,fill=likeliest"),
        ("maskgit:tau=1.5,T=3,schedule=cosine", "maskgit:T=3,tau=3/2"),
        ("maskgit:T=2,tau=0,schedule=pow1", "maskgit:T=2,tau=0,schedule=uniform"),
        ("remask:2", "remask:2,rounds=1"),
        ("random:1@t=0.3", "random:1@t=3/10"),
        ("random:1@t=2", "random:1@t=2"),
        ("mdlm: cosine, T=3", "mdlm:cosine,T=3"),
        ("mdlm:cosine,T=3,eps=0.1", "mdlm:cosine,T=3,eps=1/10,fill=likeliest"),
        ("mdlm:geometric,hi=1,T=3,lo=0.001", "mdlm:geometric,T=3,lo=1/1000,hi=1,fill=likeliest"),
        ("mdlm:geometric,T=3,lo=1/4,hi=1,eps=1/8,fill=drawn", "mdlm:geometric,T=3,lo=1/4,hi=1,eps=1/8,fill=drawn"),
        ("dream:entropy,steps=2,alg_temp=0", "dream:entropy,steps=2"),
        ("dream:margin, alg_temp=0.5, steps=2", "dream:margin,steps=2,alg_temp=1/2"),
        ("remdm:loop,T=1;2;3,hold=0.5,eta=1", "remdm:loop,eta=1,hold=1/2,T=1;2;3"),
        ("p2:planner=table,eta=0.5,T=3,schedule=uniform", "p2:T=3,eta=1/2,planner=table"),
        ("random:1@t=1/2,guidance=2,without=1", "random:1@guidance=2,without=1,t=1/2"),
        ("random:1@guidance=0", "random:1"),
        ("threshold-or-near: 0.9, 0.00001", "threshold-or-near:9/10,1/100000"),
        ("top:1@round=bf16,without=1", "top:1@without=1,round=bf16"),
    ] {
        assert_eq!(parse_rule(text, law.labels()).unwrap().to_string(), printed);
    }
}

#[test]
fn what_is_wrong_is_named_with_its_rule() {
    let law = law(2, 3, &[1; 8]);
    for (text, part) in [
        ("low-confidance:1", "there is no rule `low-confidance`: expected one of low-confidence, random"),
        ("", "there is no rule ``"),
        ("low-confidence:0", "the arguments of `low-confidence` are `0`: expected a number of positions from 1"),
        ("low-confidence", "the arguments of `low-confidence` are ``"),
        ("low-confidence>1", "a colon before them"),
        ("low-confidence:steps=0", "steps=T with T from 1 to 4096"),
        ("random:steps=4097", "steps=T with T from 1 to 4096"),
        ("threshold:3/2", "an exact number from 0 to 1"),
        ("threshold>x", "an exact number from 0 to 1"),
        ("threshold-or-count:1/2", "a comma, and a number of positions"),
        ("threshold-or-count:1/2,0", "a comma, and a number of positions"),
        ("factor:-1", "not negative"),
        ("factor:1,coded", "not negative"),
        ("first-hitting:1", "none, and no colon"),
        ("eb:max,1", "sum-max, sum or sum-strict"),
        ("eb:sum,-1", "a bound that is not negative"),
        ("eb:sum,1,order=random", "order=entropy"),
        ("eb:sum,1,order=top,2", "order=entropy"),
        ("mdlm:linear,T=0", "linear,T=N or cosine,T=N with N from 1"),
        ("mdlm:grid=1/2;1/4;1", "increase from above 0 to 1"),
        ("mdlm:grid=1/4;3/4", "increase from above 0 to 1"),
        ("mdlm:cosine,T=0", "linear,T=N or cosine,T=N with N from 1"),
        ("mdlm:cosine,T=3,fill=drawn", "eps=E above 0 and below 1"),
        ("mdlm:cosine,T=3,lo=1/2,hi=1", "linear,T=N or cosine,T=N"),
        ("mdlm:sine,T=3", "linear,T=N or cosine,T=N"),
        ("mdlm:geometric,T=3", "geometric,T=N,lo=A,hi=B with 0 < A < B <= 64"),
        ("mdlm:geometric,T=3,lo=1,hi=1", "0 < A < B <= 64"),
        ("mdlm:geometric,T=3,lo=2,hi=1", "0 < A < B <= 64"),
        ("mdlm:geometric,T=3,lo=0,hi=1", "0 < A < B <= 64"),
        ("mdlm:geometric,T=3,lo=1,hi=65", "0 < A < B <= 64"),
        ("mdlm:linear,T=2,eps=0", "eps=E above 0 and below 1"),
        ("mdlm:linear,T=2,eps=1/2,fill=random", "fill=likeliest or fill=drawn"),
        ("mdlm:linear,T=2,fill=drawn", "eps=E above 0 and below 1"),
        ("mdlm:linear,T=2,T=3", "linear,T=N"),
        ("maskgit:T=3", "tau=X with an exact X"),
        ("maskgit:T=0,tau=1", "T=N with N from 1"),
        (
            "maskgit:T=2,tau=1/501",
            "up to 1000 for s = 1, ..., T - 1, as confidences are raised to that power; for s = 1 it is 1002",
        ),
        ("maskgit:T=2,tau=-1", "not negative"),
        ("maskgit:T=2,tau=1,schedule=log", "schedule=cosine"),
        ("maskgit:T=2,tau=1,schedule=pow0", "schedule=powA"),
        ("remask:0", "a number of positions from 1 to the length 3"),
        ("remask:4", "a number of positions from 1 to the length 3"),
        ("remask:1,rounds=0", "with R from 1"),
        ("remask:1,2", "with R from 1"),
        ("blocks:2[remask:1]", "`remask` starts from a sequence of the law"),
        ("remdm:conf,eta=1,T=2", "no `conf`, which looks at the confidence with which each revealed token was written"),
        ("remdm:loup,eta=1,T=2", "cap,eta=E,T=N or rescale"),
        ("remdm:cap,T=2", "cap,eta=E,T=N"),
        ("remdm:cap,eta=3/2,T=2", "with E from 0 to 1"),
        ("remdm:cap,eta=1/2,T=0", "steps from 1"),
        ("remdm:forward-backward,eta=1,T=2", "forward-backward,T=N"),
        ("remdm:loop,eta=1/2,hold=1,T=1;1;1", "A above 0 and below 1"),
        ("remdm:loop,eta=1/2,hold=1/2,T=1;1", "T=B;N;C"),
        ("random:1@without=2", "a token of the law"),
        ("random:1@without=0,without=0", "a token of the law, each once"),
        ("random:1@without=0,without=1", "a token that is left"),
        ("top:1@round=half", "round=bf16 or round=f32"),
        ("entropy:1@round=bf16", "no rounding, as this rule compares no probability"),
        ("bisection@round=f32", "expected no round="),
        ("dream:topk,steps=2", "maskgit-plus or entropy or margin or origin"),
        ("dream:entropy,2", "steps=length"),
        ("dream:entropy,steps=2,alg_temp=-1", "`,alg_temp=A` with an exact A that is 0 or at least 1/1000"),
        ("dream:entropy,steps=2,alg_temp=x", "`,alg_temp=A` with an exact A"),
        ("dream:entropy,steps=2,alg_temp=1/1001", "`,alg_temp=A` with an exact A that is 0 or at least 1/1000"),
        ("dream:origin,steps=2,alg_temp=1", "behind all but `origin`"),
        ("random:1@cfg=1", "guidance=W with a whole W from 0 to 64"),
        ("random:1@guidance=1/2", "guidance=W with a whole W from 0 to 64"),
        ("random:1@guidance=65", "guidance=W with a whole W from 0 to 64"),
        ("bisection@guidance=1", "expected no guidance="),
        ("p2:T=2,eta=1,planner=table@guidance=1", "no guidance beside planner=table"),
        ("p2:T=2,eta=1", "planner=remasked or planner=table or planner=never"),
        ("p2:T=2,eta=-1,planner=never", "eta=E with an exact E that is not negative"),
        ("p2:T=2,eta=1/65,planner=never", "denominator are at most 64"),
        ("p2:T=0,eta=1,planner=never", "T=N with N from 1"),
        ("p2:T=2,eta=1,planner=bert", "planner=remasked or"),
        ("p2:T=2,eta=1,planner=never,schedule=sine", "schedule=powA"),
        ("threshold-or-near:1/2", "two exact numbers from 0 to 1"),
        ("hierarchy:1/2,2", "two exact numbers from 0 to 1"),
        ("sequential:0", "a number of positions from 1"),
        ("blocks:0[random:1]", "a block size of at least 1"),
        ("blocks:2[random:1", "a block size of at least 1"),
        ("blocks:2[bisection]", "the policy `bisection` looks at the whole state"),
        ("bisection@t=0,conf=shaped", "expected no conf=shaped"),
        ("left-to-right:0", "policy `left-to-right`"),
        ("random:1@t=-1", "a temperature from 0 as an exact number, such as 0.7 or 2/3"),
        ("random:1@t=-0.3", "a temperature from 0 as an exact number"),
        ("random:1@t=cold", "a temperature from 0 as an exact number"),
        ("random:1@t=1/1001", "a numerator and a denominator up to 1000"),
        ("random:1@t=1001", "a numerator and a denominator up to 1000"),
        ("random:1@t=0,t=1/2", "each part once"),
        ("random:1@top-k=0", "a number of tokens from 1"),
        ("random:1@top-p=0,nucleus=within", "above 0 and at most 1"),
        ("random:1@top-p=1/2", "nucleus=crossing or nucleus=within behind it"),
        ("random:1@conf=raw", "conf=shaped"),
        ("random:1@", "expected guidance=W, t=T, top-k=K"),
    ] {
        let error = parse_rule(text, law.labels()).err().unwrap_or_else(|| panic!("{text} is a rule"));
        let message = error.to_string();
        assert!(message.contains(part) && message.contains(&format!("rule `{text}`")), "{text}: {message}");
        assert!(!error.advice().help.is_empty());
    }
}

#[test]
fn too_many_outcomes_are_refused_before_they_are_counted() {
    let law = parse_spec("iid(L=11,V=2)").unwrap();
    let patterns = PatternCounts::new(&law);
    let model = Model::new(&law, &patterns, Predictor::Exact);
    let rule = parse_rule("mdlm:linear,T=4096", law.labels()).unwrap();
    match evaluate_rule(&model, &rule) {
        Err(RuleError::TooManyOutcomes { outcomes, limit, .. }) => assert!(outcomes > limit),
        other => panic!("{other:?}"),
    }
}

/// MaskGIT's noise makes a fraction for every draw; without it, or with short confidences, there is no such sum.
#[test]
fn too_many_digits_are_refused_before_they_are_computed() {
    let law = real_law("kjv-classes-l6");
    let table = trained_table(&law);
    let patterns = PatternCounts::new(&law);
    let model = Model::new(&law, &patterns, Predictor::Table(&table));
    let evaluated = |rule: &str| evaluate_rule(&model, &parse_rule(rule, law.labels()).unwrap());
    match evaluated("maskgit:T=2,tau=1") {
        Err(RuleError::TooManyDigits { bits, limit, .. }) => assert!(bits > limit),
        other => panic!("{other:?}"),
    }
    assert!(evaluated("maskgit:T=3,tau=0").is_ok());
    assert!(evaluated("blocks:2[maskgit:T=2,tau=1]").is_ok());
}
